import json

import pytest
from django.urls import reverse

from courses.assessment import drafting, workflow
from courses.assessment.models import Draft, Exercise, Variant
from courses.catalog.models import Course
from courses.studies.models import Study
from portal.audit.models import AuditEvent
from tests.makers.assessment import make_study, make_variants, mark_at
from tests.makers.competency import make_competency
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def typed(study: Study | None, **over: object) -> dict[str, object]:
    image = study.series.get().instances.get() if study else None
    mark = (
        {"kind": "point", "sop_uid": image.uid, "frame": 1, "pixels": [[30, 40]]}
        if image
        else {}
    )
    return {
        "title": "Find the fracture",
        "summary": "",
        "prompt": "Mark **the line**.",
        "study": study.pk if study else "",
        "phantom": "",
        "options": "",
        "minutes": 5,
        "allowed_minutes": "",
        "pass_mark": 80,
        "competency": "",
        "level": 2,
        "after": "It lay *here*.",
        "truth": json.dumps([mark] if mark else []),
        "max_marks": 3,
        "most_false": 1,
        "cost": 0.25,
        "near": 6,
        "names": "Fracture line",
        "revision": 1,
        **over,
    }


@pytest.fixture
def desk(client):
    """An educator at the page of a new exercise."""
    educator = make_educator()
    client.force_login(educator)
    draft = drafting.begin("mark", by=educator)
    return client, draft, reverse("assessment:draft", args=[draft.pk]), educator


def test_an_educator_writes_and_publishes_and_a_learner_passes(desk):
    client, _draft, url, _educator = desk
    study, competency = make_study(), make_competency()

    body = typed(study, publish=1, competency=competency.pk)
    answer = client.post(url, body)
    make_variants()

    exercise = Exercise.objects.get()
    assert answer.url == reverse("assessment:practice", args=[exercise.activity_id])
    learner = make_user()
    attempt = workflow.start(learner, exercise.activity)
    workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, 31, 41)]})
    assert attempt.grades.get().passed
    assert attempt.grades.get().key.content["targets"][0]["name"] == "Fracture line"
    assert learner.evidence.get().links.get().competency == competency


def test_what_is_not_whole_is_kept_and_said_but_not_published(desk):
    client, draft, url, _educator = desk

    answer = client.post(url, typed(None, publish=1, prompt="Half a sen"))

    assert answer.status_code == 422
    assert "Choose a study, or a phantom below." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.body["prompt"] == "Half a sen"
    assert not Exercise.objects.exists()


def test_of_two_educators_the_second_loses_nothing_and_overwrites_nothing(desk):
    client, draft, url, _educator = desk
    client.post(url, typed(None, prompt="The first"))

    answer = client.post(url, typed(None, prompt="The second"))

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody else has changed this exercise" in text
    assert "The second" in text
    assert Draft.objects.get(pk=draft.pk).body["prompt"] == "The first"


def test_the_study_leaves_the_library_and_its_author_still_sees_it(desk):
    client, _draft, url, educator = desk
    study = make_study()
    client.post(url, typed(study, publish=1))

    page = client.get(url)

    study.refresh_from_db()
    assert study.reserved
    assert not Study.objects.visible_to(educator).filter(pk=study.pk).exists()
    assert page.context["viewer"]["studyUid"] == study.uid
    assert page.context["viewer"]["task"]["editable"]


def test_a_change_is_a_new_key_and_the_next_variant_goes_by_it(desk):
    client, _draft, url, _educator = desk
    study = make_study()
    client.post(url, typed(study, publish=1))
    client.post(url, typed(study, publish=1, near=20, revision=2))
    make_variants()

    exercise = Exercise.objects.get()
    attempt = workflow.start(make_user(), exercise.activity)

    assert attempt.key.version == 2
    assert attempt.key.content["targets"][0]["radius"] == 20
    assert exercise.activity.keys.count() == 2


def test_withdrawn_nobody_begins_it_and_what_was_done_stays(desk):
    client, draft, url, _educator = desk
    client.post(url, typed(make_study(), publish=1))
    make_variants()
    learner = make_user()
    attempt = workflow.start(learner, Exercise.objects.get().activity)

    client.post(reverse("assessment:withdraw_draft", args=[draft.pk]))

    client.force_login(learner)
    page = client.get(reverse("assessment:practice", args=[attempt.activity_id]))
    assert page.status_code == 404
    assert client.get(attempt.get_absolute_url()).status_code == 200
    assert AuditEvent.objects.filter(verb="exercise.withdrawn").exists()


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"truth": "[[["}, "The marks cannot be read."),
        ({"options": "- a list"}, "Write `name: value`"),
        ({"truth": "[]"}, "Mark at least one finding"),
        ({"pass_mark": 400}, "100"),
        ({"competency": 999_999}, "Choose one of the list."),
    ],
)
def test_bad_input_gets_a_sentence(desk, over, said):
    client, _draft, url, _educator = desk

    answer = client.post(url, typed(make_study(), publish=1, **over))

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_on_an_image_without_a_scale_nearness_is_said_in_pixels(desk):
    client, _draft, url, _educator = desk
    study = make_study(spacing=None)

    answer = client.post(url, typed(study, publish=1))
    assert answer.status_code == 422
    assert "say how near in pixels" in answer.content.decode()

    client.post(url, typed(study, publish=1, scale="radius_px", revision=2))
    key = Exercise.objects.get().activity.keys.get().content
    assert (key["unit"], key["targets"][0]["radius"]) == ("px", 6)


def test_a_learner_reaches_no_page_of_it(client):
    draft = drafting.begin("mark", by=make_educator())
    client.force_login(make_user())

    for name, args in (("drafts", []), ("draft", [draft.pk])):
        assert client.get(reverse(f"assessment:{name}", args=args)).status_code == 403
    assert (
        client.post(reverse("assessment:begin_draft"), {"kind": "mark"}).status_code
        == 403
    )
    assert Draft.objects.count() == 1
    assert not Variant.objects.exists()
    assert not Course.objects.filter(slug=drafting.COURSE).exists()
