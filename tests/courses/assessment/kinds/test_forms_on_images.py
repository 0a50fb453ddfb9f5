"""Each kind on images, as an educator types it."""

import json

import pytest

from courses.assessment import variants, workflow
from courses.assessment.forms import FORMS
from courses.assessment.keeping import keep_exercise
from tests.makers.assessment import images_of, make_study, make_variants
from tests.makers.catalog import make_activity
from tests.makers.people import make_educator, make_user
from tests.makers.practice import perfect

pytestmark = pytest.mark.django_db
COMMON = {"title": "T", "prompt": "Do it.", "minutes": 5, "pass_mark": 80, "level": 2}
TYPED = {
    "measure": {
        "draw_1": "length",
        "ask_1": "How long?",
        "why_1": "Because.",
        "tolerance_1": 1,
        "falls_to_1": 3,
        "slices_1": 0,
        "choices": "A scale?\n+ Yes | It is there.\n- No",
    },
    "windowing": {
        "shows": "Bone",
        "width": 2000,
        "centre": 400,
        "image": 1,
        "why": "Wide.",
        "choices": "",
    },
    "critical": {
        "findings": "+ A bleed | Bright.\n- Nothing | Look again.",
        "people": "+ The physician\n- Nobody",
        "acuity": "minutes",
        "soon": "now",
        "calm": 60,
        "late": 120,
        "why": "It presses.",
    },
    "side-marker": {
        "part": "hand-radiograph",
        "correct": 1,
        "wrong": 1,
        "missing": 0,
        "mirrored": 0,
    },
    "reject": {
        "part": "hand-radiograph",
        "good": 1,
        "motion": 1,
        "exposure": 0,
        "clipped": 0,
        "positioning": 0,
        "marker": 0,
    },
    "hanging": {
        "layout": "1x2",
        "series": "a | Right | hand-radiograph | {pitch: 1.5, side: R}\n"
        "b | Left | hand-radiograph | {pitch: 1.5, side: L}",
        "viewports": "Left | a | First.\n?Right | b",
    },
}
ON_A_STUDY = ("measure", "windowing", "critical")


def filled(kind: str, study=None, **over):
    truth = []
    if kind == "measure" and study:
        uid = study.series.get().instances.get().uid
        handles = [[10, 10], [40, 50]]
        truth = [{"kind": "length", "sop_uid": uid, "frame": 1, "pixels": handles}]
    data = {**COMMON, **TYPED[kind], "truth": json.dumps(truth), **over}
    return FORMS[kind]({**data, "study": study.pk if study else ""})


@pytest.mark.parametrize("kind", TYPED)
def test_what_an_educator_types_can_be_passed(kind, monkeypatch):
    monkeypatch.setattr(variants, "AHEAD", 1)
    study = make_study() if kind in ON_A_STUDY else None
    form = filled(kind, study)
    activity = make_activity(kind="exercise")
    activity.module.course.keeper = make_educator()
    activity.module.course.save()

    assert form.is_valid(), form.errors
    keep_exercise(activity, form.as_read(kind))
    make_variants()
    attempt = workflow.start(make_user(), activity)
    workflow.submit(attempt, by=attempt.person, values={1: perfect(attempt)})

    assert images_of(attempt)
    assert attempt.grades.get().passed


@pytest.mark.parametrize(
    ("kind", "over", "said"),
    [
        ("measure", {"choices": "A scale?\n- No\n- Never"}, "at least one option"),
        ("measure", {"draw_1": "angle"}, "Draw each measure once"),
        ("measure", {"tolerance_1": ""}, "Each measure needs this"),
        ("critical", {"late": 30}, "lies between"),
        ("critical", {"findings": "? A bleed | Why | left\n- No"}, "Write options as"),
        ("hanging", {"viewports": "Left | nobody"}, "none of"),
        ("hanging", {"series": "a | b | hand-radiograph | {x"}, "Write options"),
        ("side-marker", dict.fromkeys(("correct", "wrong"), 0), "at least 1"),
    ],
)
def test_what_cannot_be_is_said_on_the_page(kind, over, said):
    study = make_study() if kind in ON_A_STUDY else None

    assert said in str(filled(kind, study, **over).errors)
