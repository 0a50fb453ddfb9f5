from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.jobs.models import DeadLetter, Heartbeat
from portal.jobs.tasks import beat
from portal.people.models import Role
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def make_letter() -> DeadLetter:
    return DeadLetter.objects.create(
        queue="notify.Message", row=1, title="Message 1", reason="Why", attempts=8
    )


def test_a_stranger_may_ask_how_the_site_is(client):
    assert client.get("/healthz").json() == {
        "database": "ok",
        "broker": "ok",
        "worker": "starting",
        "worker_age_seconds": None,
    }


def test_a_worker_that_fell_silent_is_called_stale(client):
    beat()
    assert client.get("/healthz").json()["worker"] == "ok"

    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    assert client.get("/healthz").json()["worker"] == "stale"


def test_an_administrator_sees_why_work_was_given_up_and_tries_again(client):
    letter = make_letter()
    client.force_login(make_user(Role.ADMINISTRATOR))
    assert "Why" in client.get(reverse("jobs:dead_letters")).text

    client.post(reverse("jobs:retry", args=[letter.pk]))

    letter.refresh_from_db()
    assert letter.retried_at is not None


def test_nobody_else_does(client):
    letter = make_letter()
    client.force_login(make_user(Role.LEAD))

    assert client.get(reverse("jobs:dead_letters")).status_code == 403
    assert client.post(reverse("jobs:retry", args=[letter.pk])).status_code == 403
