"""Every starter exercise, opened in the browser as if it had been written there."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from courses.assessment import drafting, variants, workflow
from courses.assessment.authoring import read_exercise
from courses.assessment.forms import FORMS
from courses.assessment.forms.beginning import body_of_kind
from courses.assessment.forms.unrendered import markdown_of
from courses.assessment.kinds import KINDS
from courses.assessment.models import Draft, Exercise
from courses.assessment.room import exercises_for
from courses.catalog.demo import STARTER
from courses.catalog.markdown import render
from courses.studies.models import Grant, Study
from tests.makers.assessment import make_exercise, make_study, mark_at, target
from tests.makers.competency import make_competency
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def exercises() -> list[Path]:
    files = sorted(STARTER.glob("*/*.yaml"))
    return [one for one in files if "\nprompt:" in one.read_text()]


def test_there_is_a_starter_exercise_of_every_kind():
    assert {read_exercise(one).kind for one in exercises()} == set(KINDS)


@pytest.mark.parametrize("path", exercises(), ids=lambda path: path.stem)
def test_what_is_written_from_the_page_is_what_the_file_said(path):
    found = read_exercise(path)
    study = make_study() if found.study_name else None

    typed = {
        "title": "T",
        "minutes": 5,
        "level": 2,
        "prompt": markdown_of(found.prompt),
        "pass_mark": found.pass_mark,
        "allowed_minutes": found.allowed_minutes or "",
        "study": study.pk if study else "",
        "stays": found.stays_in_library,
        **body_of_kind(found.kind, found.task, found.key, study),
    }
    form = FORMS[found.kind](as_sent(typed))

    assert form.is_valid(), form.errors
    written = form.as_read(found.kind)
    assert written.task == found.task
    assert in_any_order(written.key) == in_any_order(found.key)
    assert written.prompt == found.prompt
    same = ("pass_mark", "allowed_minutes", "stays_in_library")
    assert [getattr(written, one) for one in same] == [
        getattr(found, one) for one in same
    ]


def in_any_order(key: dict[str, Any]) -> dict[str, Any]:
    """A learner gets one of the faults, or some: they are drawn by lot."""
    lots = ("faults", "impossible")
    return {
        name: sorted(value, key=lambda one: one["fault"]) if name in lots else value
        for name, value in key.items()
    }


def as_sent(body: dict[str, Any]) -> dict[str, str]:
    """As a browser sends it: what is not ticked is not there at all."""
    return {
        name: "on" if value is True else str(value)
        for name, value in body.items()
        if value is not False and value is not None
    }


@pytest.mark.parametrize(
    "text",
    [
        "A *slice*, a **window** and `(0020,0037)`.\n\nTwo.",
        "## Look\n\n- one\n- two\n  - three\n\n1. first\n2. second",
        "> [!WARNING] Mind\n> the side\n\n> a quote\n> of two",
        "| a | b |\n| --- | --- |\n| 1 | `2` |\n\nAfter.",
        "[here](#s=1&i=4) or ![a lung](lung.png)\n\n```hl7\nMSH|^~\\&|A\n```",
        "5 \\* 3 is no *emphasis*, 2 < 3, and a_b stays",
    ],
)
def test_markdown_comes_back_from_what_it_became(text):
    assert render(markdown_of(render(text))) == render(text)


def test_an_educator_writes_one_like_it_and_finds_marks_study_and_words(client):
    activity = make_exercise(
        targets=[target("A", (30.25, 40.75)), target("B", (60, 60), radius=9)],
        supports={make_competency(): 2},
    )
    educator = make_educator()
    client.force_login(educator)

    client.post(reverse("assessment:begin_from", args=[activity.pk]))

    draft = Draft.objects.get()
    page = client.get(reverse("assessment:draft", args=[draft.pk]))
    drawn = page.context["viewer"]["task"]["marks"]
    assert [one["pixels"] for one in drawn] == [[[30.25, 40.75]], [[60, 60]]]
    assert "NAME-OF-B | WHY-THIS-IS-RIGHT | 9" in page.content.decode()
    assert draft.study == Exercise.objects.get().study
    assert Grant.objects.filter(person=educator, study=draft.study).exists()
    assert draft.activity is None


def test_a_learner_writes_none_like_it(client):
    activity = make_exercise()
    client.force_login(make_user())

    answer = client.post(reverse("assessment:begin_from", args=[activity.pk]))

    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_a_draft_is_tried_as_a_learner_and_nobody_else_sees_it(client):
    educator, study = make_educator(), make_study()
    client.force_login(educator)
    draft = drafting.begin("mark", by=educator)
    uid = study.series.get().instances.get().uid
    mark = {"kind": "point", "sop_uid": uid, "frame": 1, "pixels": [[30, 40]]}
    typed = {"title": "T", "prompt": "Do it.", "minutes": 5, "pass_mark": 80}
    rest = {"max_marks": 3, "most_false": 1, "cost": 0.25, "study": study.pk}

    client.post(
        reverse("assessment:draft", args=[draft.pk]),
        {**typed, **rest, "revision": 1, "truth": json.dumps([mark]), "try": "1"},
    )

    draft.refresh_from_db()
    attempt = workflow.start(educator, draft.trial)
    workflow.submit(attempt, by=educator, values={1: [mark_at(attempt, 31, 41)]})
    assert attempt.grades.get().passed
    assert not educator.evidence.exists()
    assert not Study.objects.get(pk=study.pk).reserved
    assert "T" not in [str(one.activity) for one in exercises_for(educator)]
    client.force_login(make_user())
    page = reverse("assessment:practice", args=[draft.trial.pk])
    assert client.get(page).status_code == 404


def test_tried_again_after_a_change_the_change_is_what_is_asked(client):
    educator = make_educator()
    draft = drafting.begin("anomaly", by=educator)
    client.force_login(educator)
    typed = {"title": "T", "prompt": "Do it.", "minutes": 5, "pass_mark": 80}
    url = reverse("assessment:draft", args=[draft.pk])

    client.post(url, {**typed, "cases": 4, "revision": 1, "try": "1"})
    client.post(url, {**typed, "cases": 7, "revision": 2, "try": "1"})

    draft.refresh_from_db()
    sheet = variants.sheet_of(workflow.start(educator, draft.trial))
    assert len(sheet.task["cases"]) == 7
