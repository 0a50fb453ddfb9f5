"""The practice room's exercises on images, each done by somebody who knows the key, by
somebody who does not, and by somebody who sends nonsense."""

from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from django.urls import reverse
from pydicom import dcmread
from pydicom.datadict import tag_for_keyword

from courses import phantoms
from courses.assessment import variants, workflow
from courses.assessment.authoring import read_exercise
from courses.assessment.keeping import keep_exercise
from courses.assessment.kinds import KINDS, kind_of
from courses.assessment.models import Attempt
from courses.catalog.demo import STARTER
from courses.studies import making
from courses.studies.demo import sample
from portal.lib.refusal import Refused
from tests.courses.assessment.test_secrecy import ON_PAPER, everything_reachable
from tests.makers.assessment import make_variants
from tests.makers.catalog import make_activity
from tests.makers.people import make_educator, make_user
from tests.makers.practice import ANSWERS, coarse, perfect

pytestmark = pytest.mark.django_db
ROOM: Final = STARTER / "practice"
# One of each kind: those that are drawn in a moment.
QUICK: Final = {
    "mark": "outline-liver",
    "measure": "measure-kidney",
    "windowing": "window-bone",
    "side-marker": "markers-hand",
    "reject": "reject-hand",
    "critical": "critical-normal",
    "hanging": "hang-brain",
}
# What the images' own headers would say of the answer.
TELLING: Final = {
    "side-marker": {"ImageLaterality"},
    "windowing": {"WindowCenter", "WindowWidth"},
}
DRAW: Final = phantoms.make
DRAWN: Final[dict[tuple[str, str], phantoms.Made]] = {}
NAN: Final = float("nan")
NONSENSE: Final = [
    *("text", 7, True, [1], ["marks"]),
    {"marks": "x"},
    {"marks": [{"kind": "point"}] * 3000, "films": {}},
    {"films": {"999": "accept"}},
    {"films": {"1": "perhaps"}},
    {"films": [1]},
    {"reasons": {"1": ["motion"]}, "films": {}},
    {"reasons": {"0": "motion"}, "films": {}},
    {"window": {"lower": NAN, "upper": 5}, "place": None, "choices": {}},
    {"window": {"lower": 9, "upper": 5}, "place": None, "choices": {}},
    {"window": None, "place": {"sop_uid": "1.2.3", "frame": 1}, "choices": {}},
    {"choices": {"c9": "aaaaaaaa"}, "marks": []},
    {"choices": "x", "marks": []},
    {"finding": "none of these"},
    {"soon": ["now"]},
    {"views": {"1": "77"}},
    {"views": {"x": "1"}},
    {"views": {"1": ["1"]}},
]


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch) -> None:
    """The same seeds in each test, and what they draw is drawn once."""
    monkeypatch.setattr(variants, "_seed", count(1).__next__)
    monkeypatch.setattr(phantoms, "make", remembered)


def remembered(code: str, **asked: Any) -> phantoms.Made:
    name = (code, repr(sorted(asked.items())))
    if name not in DRAWN:
        DRAWN[name] = DRAW(code, **asked)
    return deepcopy(DRAWN[name])


def files_on_images() -> list[Path]:
    return [
        path
        for path in sorted(ROOM.glob("*.yaml"))
        if path.name != "course.yaml" and read_exercise(path).kind in ANSWERS
    ]


def started(name: str, monkeypatch) -> Attempt:
    """Of the author's own file, on coarse images, its variant made by the job."""
    monkeypatch.setattr(variants, "AHEAD", 1)
    found = coarse(read_exercise(ROOM / f"{name}.yaml"))
    keeper = make_educator()
    if found.study_name:
        file = sample(found.study_name)
        making.keep([dcmread(file)], by=keeper, title=found.study_name)
    activity = make_activity(kind="exercise")
    activity.module.course.keeper = keeper
    activity.module.course.save()
    keep_exercise(activity, found)
    make_variants()
    return workflow.start(make_user(), activity)


def secrets_of(key: Any) -> Iterator[str]:
    """Every reason, and every number that is no common one."""
    match key:
        case dict():
            for name, value in key.items():
                if name not in ("phantom", "recipes", "series", "prompt"):
                    yield from secrets_of(value)
        case list() | tuple():
            for value in key:
                yield from secrets_of(value)
        case float() if len(str(key)) > 5:
            yield str(key)
        case str() if " " in key and len(key) > 20:
            yield key


@pytest.mark.parametrize("name", QUICK.values(), ids=QUICK.keys())
def test_of_each_kind_one_is_done(name, monkeypatch, client):
    attempt = started(name, monkeypatch)
    client.force_login(attempt.person)
    sheet, key = variants.sheet_of(attempt), variants.key_of(attempt)
    kind = kind_of(sheet.exercise.kind)

    told = everything_reachable(client, attempt)
    refused = [one for one in NONSENSE if is_refused(kind, one, sheet)]
    blank = kind.grade(None, sheet, key)
    workflow.submit(attempt, by=attempt.person, values={1: perfect(attempt)})
    result = client.get(attempt.get_absolute_url())

    for address, text in told:
        for secret in secrets_of(key):
            assert secret not in text, f"{secret} in {address}"
    assert refused[:5] == NONSENSE[:5]
    assert len(refused) >= 8
    assert not blank.passed
    grade = attempt.grades.get()
    assert grade.passed, grade.parts
    assert kind.version == grade.grader
    assert result.context["show_key"]


@pytest.mark.parametrize("name", QUICK.values(), ids=QUICK.keys())
def test_what_would_answer_is_in_no_header_that_the_viewer_may_read(
    name, monkeypatch, client
):
    attempt = started(name, monkeypatch)
    client.force_login(attempt.person)
    hidden, key = attempt.grant.hidden, variants.key_of(attempt)

    answers = read_by_dicomweb(client, attempt)

    kind = kind_of(variants.sheet_of(attempt).exercise.kind)
    assert {*kind.hidden, *TELLING.get(kind.code, ())} <= set(hidden)
    for address, content in answers.items():
        for secret in secrets_of(key):
            assert secret.encode() not in content, f"{secret} in {address}"
        for keyword in hidden:
            assert f"{tag_for_keyword(keyword):08X}".encode() not in content
    files = [part for part in answers["study"].split(b"\r\n\r\n") if b"DICM" in part]
    assert files
    for file in files:
        header = dcmread(BytesIO(file), stop_before_pixels=True)
        assert not [keyword for keyword in hidden if keyword in header]


def read_by_dicomweb(client, attempt: Attempt) -> dict[str, bytes]:
    """Everything that tells of the study in words, with the open page's own token."""
    viewer = client.get(attempt.get_absolute_url()).context["viewer"]
    told = {"authorization": f"Bearer {viewer['token']}"}
    named = {"study_uid": viewer["studyUid"]}
    every = "?includefield=all&limit=100"
    asked = {
        "study_metadata": "",
        "series": every,
        "study_instances": every,
        "study": "",
    }
    found = {}
    for name, question in asked.items():
        url = reverse(f"dicomweb:{name}", kwargs=named) + question
        answer = client.get(url, headers=told)
        assert answer.status_code == 200, url
        found[name] = answer.getvalue()
    return found


def is_refused(kind, value: Any, sheet) -> bool:
    """What another kind would take may be nothing to this one; it never breaks."""
    try:
        kept = kind.check(value, sheet)
    except Refused:
        return True
    kind.grade(kept, sheet, variants.key_of(sheet_attempt(sheet)))
    return False


def sheet_attempt(sheet) -> Attempt:
    return Attempt.objects.get(variant__study=sheet.study)


def test_a_page_without_scripts_hands_in_films(monkeypatch, client):
    attempt = started("reject-hand", monkeypatch)
    client.force_login(attempt.person)
    said = perfect(attempt)
    fields = {f"film-{n}": verdict for n, verdict in said["films"].items()}
    fields |= {f"reason-{n}": reason for n, reason in said["reasons"].items()}

    save = reverse("assessment:save", args=[attempt.pk])
    kept = client.post(save, {"film-1": "reject", "reason-1": "motion"})
    client.post(reverse("assessment:submit", args=[attempt.pk]), fields)

    assert kept.status_code == 200
    assert attempt.grades.get().passed


def test_there_are_enough_of_them_and_every_kind_has_its_own():
    kinds = [read_exercise(path).kind for path in files_on_images()]

    assert len(kinds) >= 24
    assert set(kinds) == set(ANSWERS) == set(QUICK)


def test_no_kind_is_left_out_of_the_walk_that_looks_for_what_is_sealed():
    assert set(QUICK) | set(ON_PAPER) == set(KINDS)
