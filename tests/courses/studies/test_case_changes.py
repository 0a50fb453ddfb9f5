"""Two versions of a case side by side: what reads otherwise, and what was redrawn."""

import pytest
from django.urls import reverse

from courses.studies.cases import comparing, editing, workflow
from courses.studies.models import TeachingCase
from portal.people.models import Role
from tests.makers.cases import make_case, make_image, make_published, opened
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db
BOX = {"kind": "box", "frame": 1, "points": None, "code": ""}


def url(case: TeachingCase) -> str:
    return reverse("studies:case_changes", args=[case.short_id])


def box(image, label: str, left: float = 10.0) -> dict[str, object]:
    pixels = [[left, 10.0], [20.5, 24.0]]
    return {**BOX, "sop_uid": image.uid, "label": label, "pixels": pixels}


def revised(case: TeachingCase, **words: object) -> TeachingCase:
    case = workflow.revise(case, by=case.owner)
    words.setdefault("marks", case.findings)
    return editing.save(case, by=case.owner, opened=opened(case), **words)


def text_of(parts: list[comparing.Part], *kinds: str) -> str:
    return "".join(part.text for part in parts if part.kind in kinds)


def test_a_text_is_compared_word_by_word():
    old, new = "A solid nodule of 9 mm.", "A solid nodule of 12 mm, growing."

    parts = list(comparing.differing(old, new))

    assert text_of(parts, "gone") == "9"
    assert text_of(parts, "new") == "12, growing"
    assert text_of(parts, "same", "gone") == old
    assert text_of(parts, "same", "new") == new


def test_of_a_long_text_only_what_lies_around_a_change_is_shown():
    before, after = "one two three. " * 200, "four five six. " * 200

    parts = list(comparing.differing(f"{before}left {after}", f"{before}right {after}"))

    kinds = [part.kind for part in parts]
    assert kinds == ["skipped", "same", "gone", "new", "same", "skipped"]
    assert len(text_of(parts, "same")) < 400


def test_findings_added_taken_away_renamed_and_drawn_anew_are_told_apart():
    image = make_image()
    old, new = make_case(study=image.series.study), TeachingCase()
    old.findings = [
        *(box(image, "Stays"), box(image, "Ndule", 11.0)),
        *(box(image, "Moves", 12.0), box(image, "Goes", 13.0)),
    ]
    new.findings = [
        *(box(image, "Stays"), box(image, "Nodule", 11.0)),
        *(box(image, "Moves", 14.0), box(image, "Comes", 15.0)),
    ]

    found = comparing.redrawn(old, new)

    assert [(one.kind, one.said) for one in found] == [
        ("renamed", "Ndule → Nodule"),
        ("moved", "Moves"),
        ("new", "Comes"),
        ("gone", "Goes"),
    ]


def test_a_reviewer_sees_what_the_draft_changes_of_the_published_version(client):
    image = make_image()
    case = make_published(
        study=image.series.study, title="Nodule", discussion="It is benign."
    )
    revised(
        case, discussion="It is malignant.", difficulty=3, marks=[box(image, "New")]
    )
    client.force_login(make_educator())

    page = client.get(url(case)).content.decode()

    assert "New:</span>malignant</ins>" in page.replace(" </span>", "</span>")
    assert "Gone:</span>benign</del>" in page.replace(" </span>", "</span>")
    assert "Moderate" in page
    assert "Hard" in page
    assert "Added: New" in page
    assert "History" not in page


def test_two_published_versions_are_compared(client):
    case = revised(make_published(title="First words"), title="Second words")
    case = workflow.hand_in(case, by=case.owner)
    workflow.publish(case, by=make_educator())
    client.force_login(case.owner)

    usual = client.get(url(case))
    same = client.get(url(case), {"old": "1", "new": "1"}).content.decode()

    assert (usual.context["old"], usual.context["new"]) == ("1", "2")
    assert [one.label for one in usual.context["changes"]] == ["Title"]
    assert "Both say the same" in same
    assert client.get(url(case), {"old": "7"}).status_code == 404
    assert client.get(url(case), {"new": "draft"}).status_code == 404


def test_before_the_first_version_there_is_nothing_to_compare(client):
    case = make_case()
    client.force_login(case.owner)

    assert "Nothing to compare yet" in client.get(url(case)).content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.AGENT, 403), (Role.LEAD, 403)])
def test_readers_are_shown_no_drafts(client, role, status):
    case = make_published()
    client.force_login(make_user(role))

    assert client.get(url(case)).status_code == status


@pytest.mark.parametrize("drawn", [1, 20])
def test_comparing_costs_the_same_for_many_findings(
    client, drawn, django_assert_max_num_queries
):
    image = make_image()
    case = make_published(study=image.series.study)
    found = [box(image, f"Finding {number}", 1.0 + number) for number in range(drawn)]
    revised(case, marks=found)
    client.force_login(case.owner)
    client.get(url(case))

    with django_assert_max_num_queries(15):
        page = client.get(url(case))

    assert page.content.decode().count("Finding ") >= drawn
