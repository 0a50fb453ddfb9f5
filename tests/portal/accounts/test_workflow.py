import re
from datetime import date

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import tokens, workflow
from portal.accounts.models import ApiToken, Import, Invitation, Scope
from portal.accounts.tasks import send_invitations
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.people.models import Role, User
from tests.makers.people import make_facility, make_lead, make_profile, make_user

pytestmark = pytest.mark.django_db


def make_admin() -> User:
    return make_user(Role.ADMINISTRATOR)


def hire(**over) -> User:
    over.setdefault("email", "new@hospital.example")
    over.setdefault("name", "Nora New")
    return workflow.hire(by=make_admin(), **over)


def mailed_link() -> str:
    send_invitations()
    found = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)
    assert found is not None
    return found[1]


def test_an_invitation_lets_its_person_in_once(client):
    person = hire()
    link = mailed_link()

    response = client.post(link, {"password": "three short words"})

    assert response.status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200
    person.refresh_from_db()
    assert person.check_password("three short words")
    assert Client().get(link).status_code == 404


def test_the_secret_of_an_invitation_is_not_in_the_database():
    hire()
    secret = mailed_link().rstrip("/").rpartition("/")[2]

    kept = Invitation.objects.values().get()
    assert secret not in str(kept)
    assert Invitation.objects.answering(secret).exists()


def test_an_old_invitation_stops_working_when_a_new_one_is_sent(client):
    person = hire()
    first = mailed_link()

    workflow.invite(person, by=make_admin())
    second = mailed_link()

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_an_invitation_runs_out(client):
    hire()
    link = mailed_link()

    Invitation.objects.update(expires_at=timezone.now())

    assert client.get(link).status_code == 404


def test_a_weak_password_is_refused_with_the_reason(client):
    hire()

    page = client.post(mailed_link(), {"password": "nora"})

    assert page.status_code == 200
    assert "too short" in page.text


def test_who_leaves_is_out_everywhere_at_once(client):
    person = make_user()
    client.post(
        reverse("account_login"),
        {"login": person.email, "password": "a-password-for-tests"},
    )
    assert client.get(reverse("accounts:profile")).status_code == 200
    _token, text = tokens.issue(person, name="Rota", scope=Scope.READ)
    assert tokens.authenticate(text)

    workflow.deactivate(person, by=make_admin())

    assert client.get(reverse("accounts:profile")).status_code == 302
    assert tokens.authenticate(text) is None
    assert ApiToken.objects.get().revoked_at is not None


def test_nobody_locks_themselves_out():
    admin = make_admin()

    with pytest.raises(PermissionDenied):
        workflow.deactivate(admin, by=admin)
    with pytest.raises(Refused, match="yourself"):
        workflow.change(admin, by=admin, roles=[])


def test_a_lead_does_not_look_after_accounts():
    with pytest.raises(PermissionDenied):
        workflow.hire(by=make_lead(), email="x@hospital.example", name="X")


def test_erasure_takes_the_identity_and_keeps_the_records():
    admin, person = make_admin(), make_user(name="Nora Named", phone="555-0100")
    email = person.email
    person.holdings.create(profile=make_profile(), starts_on=date(2026, 1, 1))
    workflow.change(person, by=admin, name="Nora Renamed")
    Import.objects.create(
        kind=Import.Kind.STAFF, text=f"email,name\n{email},Nora", uploaded_by=admin
    )
    workflow.deactivate(person, by=admin)

    workflow.erase(person, by=admin)

    person.refresh_from_db()
    assert person.name == f"Former member of staff {person.pk}"
    assert person.holdings.count() == 1
    assert AuditEvent.objects.filter(target=f"people.user:{person.pk}").count() == 3
    kept = everything_kept()
    assert email not in kept
    assert "Nora" not in kept
    assert "555-0100" not in kept


def everything_kept() -> str:
    """Every row of every table, as text: nothing may slip through."""
    there = set(connection.introspection.table_names())
    models = [m for m in apps.get_models() if m._meta.db_table in there]
    return str([list(model._base_manager.values()) for model in models])


def test_who_works_here_cannot_be_erased():
    with pytest.raises(PermissionDenied):
        workflow.erase(make_user(), by=make_admin())


def test_a_change_says_in_the_ledger_what_was_changed_but_not_to_what():
    person = make_user()

    workflow.change(person, by=make_admin(), phone="555-0123", facility=make_facility())

    detail = AuditEvent.objects.get().detail
    assert detail == {"fields": ["phone", "facility"], "roles": []}
