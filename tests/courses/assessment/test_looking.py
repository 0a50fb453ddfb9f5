"""Who marks looks at what the learner saw: once it is closed, and for a while."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.assessment import looking, workflow
from courses.studies.models import Grant
from portal.audit.models import AuditEvent
from portal.people.models import Role
from tests.makers.assessment import images_of, make_exercise, mark_at
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def closed():
    learner, activity = make_user(), make_exercise()
    attempt = workflow.start(learner, activity)
    mark = mark_at(attempt, 30, 41)
    return workflow.submit(attempt, by=learner, values={1: [mark]})


@pytest.mark.parametrize("role", [Role.EDUCATOR, Role.ASSESSOR])
def test_who_marks_sees_the_learners_images_marks_and_the_experts(client, role):
    attempt, marker = closed(), make_user(role)
    client.force_login(marker)
    before = client.get(attempt.get_absolute_url())
    assert not before.context.get("viewer")
    assert "Look at the images" in before.content.decode()

    client.post(reverse("assessment:look", args=[attempt.pk]))

    viewer = client.get(attempt.get_absolute_url()).context["viewer"]
    assert viewer["studyUid"] == attempt.variant.study.uid
    assert viewer["task"]["marks"][0]["pixels"] == [[30, 41]]
    assert viewer["task"]["autosave_url"] is None
    assert viewer["expert"]["marks"]
    image = images_of(attempt)[0]
    address = (
        f"/dicomweb/studies/{viewer['studyUid']}/series/{image.series.uid}/metadata"
    )
    headers = {"authorization": f"Bearer {viewer['token']}"}
    assert client.get(address, headers=headers).status_code == 200


def test_the_visit_is_recorded_hides_the_same_and_ends_by_itself():
    attempt, marker = closed(), make_educator()

    grant = looking.look(attempt, by=marker)

    assert grant.hidden == attempt.grant.hidden
    assert grant.until <= timezone.now() + looking.LOOK
    seen = AuditEvent.objects.get(verb="attempt.looked_at")
    assert seen.actor == marker
    Grant.objects.filter(pk=grant.pk).update(
        until=timezone.now() - timedelta(seconds=1)
    )
    assert looking.grant_for(marker, attempt) is None


def test_nobody_looks_while_it_is_open(client):
    attempt = workflow.start(make_user(), make_exercise())
    client.force_login(make_educator())

    answer = client.post(reverse("assessment:look", args=[attempt.pk]))

    assert answer.status_code == 404
    assert Grant.objects.count() == 1


def test_another_learner_looks_at_nothing(client):
    attempt = closed()
    client.force_login(make_user())

    answer = client.post(reverse("assessment:look", args=[attempt.pk]))

    assert answer.status_code == 404
    assert Grant.objects.count() == 1
