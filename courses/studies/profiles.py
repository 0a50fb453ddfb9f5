"""De-identification profiles by name, and what administrators do with their own."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dicom.deid.options import Option, Profile
from courses.dicom.deid.profiles import Described, ProfileError, built_in
from courses.studies import rules
from courses.studies.models import Batch, DeidProfile, Delivery, RemoteNode, Study
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

TEMPORAL = ("UNMODIFIED", "MODIFIED", "REMOVED")


def named(name: str) -> Profile:
    """What a batch was promised, archived or not."""
    if name in built_in():
        return built_in()[name].profile
    found = DeidProfile.objects.filter(name=name).first()
    if found is None:
        raise ProfileError(f"There is no profile {name!r}.")
    return found.described.profile


def described(name: str) -> Described | None:
    if name in built_in():
        return built_in()[name]
    found = DeidProfile.objects.filter(name=name).first()
    return found.described if found else None


def dates_of(study: Study) -> str:
    """What became of its dates, in the words of (0028,0303); empty where nothing
    came from outside. Of batches that differ, the least that was done."""
    released = study.batches.filter(state=Batch.State.RELEASED).order_by()
    names = released.values_list("profile", flat=True).distinct()
    done = {found.profile.temporal for name in names if (found := described(name))}
    return next((one for one in TEMPORAL if one in done), "")


def choices() -> list[tuple[str, str]]:
    """For a form: the portal's own first, then the department's that are in use."""
    own = [one.described for one in DeidProfile.objects.active()]
    offered = [*built_in().values(), *own]
    return [(one.name, one.title) for one in offered if not one.keeps_uids]


def missing() -> str:
    """For the same form: why a profile that there is may not be among them."""
    if any(one.described.keeps_uids for one in DeidProfile.objects.active()):
        return _(
            "Profiles that keep UIDs are for the command only: UIDs of the library "
            "are always its own."
        )
    return ""


def check_intake(name: str) -> None:
    """Refuse one by which the portal itself takes nothing in."""
    found = described(name)
    if found is None:
        raise Refused(_("There is no such profile."))
    if found.keeps_uids:
        raise Refused(
            _(
                "%(profile)s keeps UIDs, so it is for the command only: UIDs of the "
                "library are always its own."
            )
            % {"profile": found.title}
        )


def why_another(batch: Batch, wanted: str) -> str:
    """A study is cleaned by one profile, and nobody's choice is passed over in
    silence: empty where the open batch has the one that is wanted."""
    if batch.profile == wanted:
        return ""
    found = described(batch.profile)
    title = found.title if found else batch.profile
    return _(
        "%(batch)s of this study is open under another profile, %(profile)s: send by "
        "that, or settle it first."
    ) % {"batch": batch.reference, "profile": title}


def is_used(profile: DeidProfile) -> bool:
    """Whether anything that came, or may come, names it."""
    return any(
        model.objects.filter(profile=profile.name).exists()
        for model in (Batch, Delivery, RemoteNode)
    )


@transaction.atomic
def make(
    *, by: User, name: str, title: str, purpose: str, options: Iterable[Option]
) -> DeidProfile:
    """A new one; the form offers a copy of another to begin with."""
    if not rules.can_manage_profiles(by):
        raise PermissionDenied
    if name in built_in():
        raise Refused(_("The portal has a profile of this name already."))
    made = DeidProfile.objects.create(
        name=name, title=title, purpose=purpose, options=_checked(options), made_by=by
    )
    ledger.record(by, "profile.made", made, options=made.options)
    return made


@transaction.atomic
def change(
    profile: DeidProfile,
    *,
    by: User,
    title: str,
    purpose: str,
    options: Iterable[Option],
) -> DeidProfile:
    """Words at any time; options only while nothing was cleaned by them."""
    if not rules.can_manage_profiles(by):
        raise PermissionDenied
    profile = DeidProfile.objects.select_for_update().get(pk=profile.pk)
    chosen = _checked(options)
    if chosen != profile.options and is_used(profile):
        raise Refused(
            _(
                "%(profile)s has been used, so its options stay as they are. Make a "
                "copy and change that."
            )
            % {"profile": profile}
        )
    profile.title, profile.purpose, profile.options = title, purpose, chosen
    profile.save(update_fields=["title", "purpose", "options"])
    ledger.record(by, "profile.changed", profile, options=chosen)
    return profile


@transaction.atomic
def archive(profile: DeidProfile, *, by: User, away: bool) -> DeidProfile:
    """Out of the lists, or back; what names it goes on meaning the same."""
    if not rules.can_manage_profiles(by):
        raise PermissionDenied
    profile = DeidProfile.objects.select_for_update().get(pk=profile.pk)
    if away and RemoteNode.objects.active().filter(profile=profile.name).exists():
        raise Refused(
            _("A DICOM sender uses %(profile)s: give it another first.")
            % {"profile": profile}
        )
    if (profile.archived_at is not None) != away:
        profile.archived_at = timezone.now() if away else None
        profile.save(update_fields=["archived_at"])
        verb = "profile.archived" if away else "profile.restored"
        ledger.record(by, verb, profile)
    return profile


def _checked(options: Iterable[Option]) -> list[str]:
    """In the standard's order, so that equal choices are equal."""
    chosen = set(options)
    if {Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES} <= chosen:
        raise Refused(_("Dates are kept or moved, not both."))
    return [one.value for one in Option if one in chosen]
