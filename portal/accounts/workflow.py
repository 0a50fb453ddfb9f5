"""What happens to an account, from the invitation to its erasure."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.accounts import rules
from portal.accounts.models import ApiToken, Import, Invitation
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify.models import Digest, Message, Preference
from portal.people.models import Role, RoleHolding, RoleProfile, User
from portal.wake import soon


@transaction.atomic
def hire(*, by: User, email: str, name: str, **fields: Any) -> User:
    """A new account, and the invitation that lets its person in."""
    if not rules.can_manage_people(by):
        raise PermissionDenied
    person: User = User.objects.create_user(email=email, name=name, **fields)
    ledger.record(by, "person.hired", person, roles=person.roles)
    invite(person, by=by)
    return person


@transaction.atomic
def invite(person: User, *, by: User) -> Invitation:
    """Ask this person, once more if need be, to set a password."""
    person = _locked(person)
    if not rules.can_manage_people(by):
        raise PermissionDenied
    if not person.is_active:
        raise Refused(f"{person} has left: let them back in first.")

    now = timezone.now()
    person.invitations.open().update(withdrawn_at=now, due_at=None)
    invitation = Invitation.objects.create(person=person, invited_by=by, due_at=now)

    ledger.record(by, "person.invited", person)
    soon("accounts.send_invitations")
    return invitation


@transaction.atomic
def accept(secret: str, *, password: str) -> User:
    """Set the password that an invitation asked for. It works once."""
    invitation = (
        Invitation.objects.answering(secret)
        .select_for_update(of=("self",))
        .select_related("person")
        .first()
    )
    if invitation is None:
        raise Refused("This invitation was used, withdrawn or is too old.")

    person = invitation.person
    person.set_password(password)
    person.save(update_fields=["password"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])

    ledger.record(person, "person.accepted", person)
    return person


@transaction.atomic
def change(person: User, *, by: User, **fields: Any) -> User:
    """Change what an administrator may change of an account."""
    person = _locked(person)
    if not rules.can_manage_people(by):
        raise PermissionDenied
    if by.pk == person.pk and Role.ADMINISTRATOR not in fields.get("roles", by.roles):
        raise Refused("You cannot take the administrator's role from yourself.")

    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, fields[name])
    person.full_clean(exclude=["password"])
    person.save(update_fields=changed)

    ledger.record(by, "person.changed", person, fields=changed, roles=person.roles)
    return person


@transaction.atomic
def hold(
    person: User,
    *,
    by: User,
    profile: RoleProfile,
    starts_on: date,
    ends_on: date | None = None,
) -> RoleHolding:
    """This person is employed as this, from a day on."""
    if not rules.can_manage_people(by):
        raise PermissionDenied
    holding = RoleHolding.objects.create(
        person=person, profile=profile, starts_on=starts_on, ends_on=ends_on
    )
    ledger.record(by, "person.holds", person, profile=profile.code)
    return holding


@transaction.atomic
def deactivate(person: User, *, by: User) -> User:
    """Somebody has left: no session, token or invitation of theirs works on."""
    person = _locked(person)
    if not rules.can_deactivate(by, person):
        raise PermissionDenied
    if not person.is_active:
        raise Refused(f"{person} has left already.")

    now = timezone.now()
    person.is_active, person.deactivated_at = False, now
    person.save(update_fields=["is_active", "deactivated_at"])
    _shut_out(person)

    ledger.record(by, "person.deactivated", person)
    return person


@transaction.atomic
def reactivate(person: User, *, by: User) -> User:
    person = _locked(person)
    if not rules.can_deactivate(by, person):
        raise PermissionDenied
    if person.is_active or person.erased_at:
        raise Refused(f"{person} is not somebody who can come back.")

    person.is_active, person.deactivated_at = True, None
    person.save(update_fields=["is_active", "deactivated_at"])

    ledger.record(by, "person.reactivated", person)
    return person


@transaction.atomic
def erase(person: User, *, by: User) -> User:
    """Replace the identity, keep the records: counts, evidence and the ledger
    go on pointing at a person without a name."""
    person = _locked(person)
    if not rules.can_erase(by, person):
        raise PermissionDenied
    if person.erased_at:
        raise Refused("This person is erased already.")

    email, nobody = (
        person.email,
        {
            "email": f"erased-{person.pk}@erased.invalid",
            "name": f"Former member of staff {person.pk}",
            "staff_number": "",
            "phone": "",
        },
    )
    person.set_unusable_password()
    person.erased_at = timezone.now()
    for name, value in nobody.items():
        setattr(person, name, value)
    person.save()
    _shut_out(person)
    _forget(person, email, nobody)

    ledger.record(by, "person.erased", person)
    return person


def _locked(person: User) -> User:
    found: User = User.objects.select_for_update().get(pk=person.pk)
    return found


def _shut_out(person: User) -> None:
    now = timezone.now()
    for session in UserSession.objects.filter(user=person):
        session.end()
    ApiToken.objects.filter(person=person, revoked_at=None).update(revoked_at=now)
    person.invitations.open().update(withdrawn_at=now, due_at=None)


def _forget(person: User, email: str, nobody: dict[str, str]) -> None:
    """What names the person outside the account itself, its history included."""
    for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
        model.objects.filter(user=person).delete()
    Message.objects.filter(recipient=person).delete()
    Preference.objects.filter(person=person).delete()
    Digest.objects.filter(person=person).delete()
    Import.objects.filter(text__icontains=email).delete()
    history = apps.get_model("people", "UserEvent")
    history._default_manager.filter(pgh_obj_id=person.pk).update(**nobody)
