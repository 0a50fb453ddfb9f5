"""Two people at one draft, and the marks that are drawn on it."""

import pytest

from courses.studies.cases import editing
from courses.studies.cases.findings import letters, to_draw
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from tests.makers.cases import (
    make_case,
    make_image,
    make_in_review,
    make_mark,
    opened,
)
from tests.makers.people import make_educator

pytestmark = pytest.mark.django_db


def test_the_second_of_two_editors_is_told_and_changes_nothing():
    case, colleague = make_case(), make_educator(name="Rosa Birch")
    mine, hers = opened(case), opened(case)
    editing.save(case, by=colleague, opened=hers, marks=[], title="Hers")

    with pytest.raises(editing.Overtaken, match="Birch"):
        editing.save(case, by=case.owner, opened=mine, marks=[], title="Mine")

    case.refresh_from_db()
    assert case.title == "Hers"


def test_one_page_may_draw_and_then_save():
    image = make_image()
    case = make_case(study=image.series.study)
    page = opened(case)
    editing.keep_findings(case, by=case.owner, opened=page, marks=[make_mark(image)])

    editing.save(
        case, by=case.owner, opened=page, marks=[make_mark(image)], title="Mine"
    )

    case.refresh_from_db()
    assert (case.title, len(case.findings)) == ("Mine", 1)


def test_what_a_colleague_drew_meanwhile_is_not_drawn_over():
    image = make_image()
    case, colleague = make_case(study=image.series.study), make_educator()
    mine, hers = opened(case), opened(case)
    editing.keep_findings(case, by=colleague, opened=hers, marks=[make_mark(image)])

    with pytest.raises(editing.Overtaken):
        editing.keep_findings(case, by=case.owner, opened=mine, marks=[])


def test_drawing_stands_in_ledger_and_history_once_for_a_page():
    image = make_image()
    case = make_case(study=image.series.study)
    page, before = opened(case), case.events.count()

    for _stroke in range(3):
        editing.keep_findings(
            case, by=case.owner, opened=page, marks=[make_mark(image)]
        )

    assert AuditEvent.objects.filter(verb="case.findings_kept").count() == 1
    assert case.events.count() == before + 1


def test_nothing_is_drawn_on_a_case_in_review():
    case = make_in_review()

    with pytest.raises(Refused, match="not a draft"):
        editing.keep_findings(case, by=case.owner, opened=opened(case), marks=[])


@pytest.mark.parametrize(
    ("said", "label", "code"),
    [
        ("Nodule", "Nodule", ""),
        ("  Cavity   wall ", "Cavity wall", ""),
        ("Nodule (RID3875)", "Nodule", "RID3875"),
        ("Mass (SCT 4147007)", "Mass", "SCT 4147007"),
        ("Opacity (left)", "Opacity (left)", ""),
    ],
)
def test_a_code_may_follow_the_name_in_brackets(said, label, code):
    image = make_image()
    case = make_case(study=image.series.study)

    editing.keep_findings(
        case,
        by=case.owner,
        opened=opened(case),
        marks=[make_mark(image, label=said)],
    )

    case.refresh_from_db()
    assert (case.findings[0]["label"], case.findings[0]["code"]) == (label, code)
    assert case.finding_names == label
    assert to_draw(case.findings)[0]["label"] == " ".join(said.split())


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "box", "pixels": [[1, 1]]},
        {"kind": "star", "pixels": [[1, 1]]},
        {"kind": "point", "pixels": [[500, 1]]},
        {"kind": "point", "pixels": [[float("nan"), 1]]},
        {"kind": "point", "pixels": [["1", 1]]},
        {"kind": "point", "pixels": "1,1"},
        {"kind": "point", "pixels": [[1, 1]], "frame": 2},
        {"kind": "point", "pixels": [[1, 1]], "frame": True},
        {"kind": "point", "pixels": [[1, 1]], "sop_uid": "1.2.3"},
        {"kind": "box", "pixels": [[1, 1], [2, 2]], "points": [[1, 2, 3]]},
    ],
)
def test_a_mark_that_is_none_is_refused_with_a_sentence(wrong):
    image = make_image()
    case = make_case(study=image.series.study)

    with pytest.raises(Refused):
        editing.keep_findings(
            case,
            by=case.owner,
            opened=opened(case),
            marks=[make_mark(image, **wrong)],
        )


def test_a_mark_of_the_first_viewer_is_a_point():
    image = make_image()
    case = make_case(study=image.series.study)
    old = {"sop_uid": image.uid, "frame": 1, "pixel": [3, 4], "point": [1, 2, 3]}

    editing.keep_findings(case, by=case.owner, opened=opened(case), marks=[old])

    case.refresh_from_db()
    assert case.findings[0]["kind"] == "point"
    assert case.findings[0]["pixels"] == [[3, 4]]
    assert case.findings[0]["points"] == [[1, 2, 3]]


def test_findings_are_lettered_beyond_the_alphabet():
    shown = letters([{"label": str(n)} for n in range(28)])

    assert [shown[n]["letter"] for n in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]
