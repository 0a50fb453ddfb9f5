"""The pages of teaching cases: list, case, quiz, desk."""

import json

import pytest
from django.urls import reverse

from courses.studies.cases import editing, workflow
from courses.studies.models import CaseVersion, Study, TeachingCase
from courses.studies.tokens import check
from portal.people.models import Role
from tests.makers.cases import (
    make_case,
    make_image,
    make_in_review,
    make_mark,
    make_playlist,
    make_published,
    opened,
)
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_study

pytestmark = pytest.mark.django_db
TELLING = (
    *("Fungus ball", "aspergilloma", "Air crescent", "Monod sign"),
    "Cavity with a ball",
)


@pytest.fixture
def reader(client):
    person = make_user()
    client.force_login(person)
    return person


@pytest.fixture
def educator(client):
    person = make_educator(name="Emil Linden")
    client.force_login(person)
    return person


def make_riddle() -> TeachingCase:
    """A case of which each word of the answer is known."""
    study = make_study(title="Cavity with a ball", modality="CT", body_part="Chest")
    image = make_image(study)
    mark = {**make_mark(image, label="Air crescent"), "code": ""}
    return make_published(
        study=study,
        title="Fungus ball in an old cavity",
        riddle="Coughs blood, chest CT",
        history="Man, 61. Coughs blood since Monday.",
        discussion="An aspergilloma: see the [Monod sign](#s=1&i=1&w=1500&c=-600).",
        findings=[mark],
        finding_names="Air crescent",
    )


def url(name: str, case: TeachingCase, *more: object) -> str:
    return reverse(f"studies:{name}", args=[case.short_id, *more])


# Read


def test_a_reader_gets_history_findings_and_discussion(client, reader):
    case = make_riddle()

    page = client.get(url("case", case)).content.decode()

    assert all(word in page for word in TELLING)
    assert 'href="#s=1&amp;i=1&amp;w=1500&amp;c=-600"' in page


def test_a_quiz_holds_nothing_that_answers_it_in_its_bytes(client, reader):
    case = make_riddle()

    answer = client.get(url("case", case), {"quiz": "1"})

    page = answer.content.decode()
    assert "Coughs blood since Monday" in page
    assert [word for word in TELLING if word.lower() in page.lower()] == []
    token = answer.context["viewer"]["token"]
    assert {"StudyDescription", "SeriesDescription"} <= set(check(token).hidden)


def test_the_answer_comes_by_a_second_request_beside_what_was_said(client, reader):
    case = make_riddle()

    page = client.post(
        url("case_answer", case), {"said": "A mass with air around it"}
    ).content.decode()

    assert "A mass with air around it" in page
    assert all(word in page for word in TELLING)


def test_a_list_as_a_quiz_tells_no_answer(client, reader):
    make_riddle()

    page = client.get(reverse("studies:cases"), {"quiz": "1"}).content.decode()

    assert "Coughs blood, chest CT" in page
    assert [word for word in TELLING if word.lower() in page.lower()] == []


def test_a_walk_through_a_playlist_as_a_quiz_tells_no_answer(client, reader):
    first, second = make_published(), make_riddle()
    listed = make_playlist(first, second, owner=reader)
    asked = {"quiz": "1", "list": listed.short_id}

    pages = [client.get(url("case", one), asked) for one in (first, second)]
    pages.append(client.get(listed.get_absolute_url(), {"quiz": "1"}))

    for page in pages:
        said = page.content.decode().lower()
        assert [word for word in TELLING if word.lower() in said] == []
    assert url("case", second) in pages[0].content.decode()


def test_a_quiz_without_a_title_of_its_own_says_anatomy_and_modality(client, reader):
    case = make_published(riddle="", anatomy="Chest")

    page = client.get(url("case", case), {"quiz": "1"}).content.decode()

    assert "Chest, CT" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "crescent"}, True),
        ({"q": "aspergillo"}, True),
        ({"q": "stone"}, False),
        ({"anatomy": "Chest", "modality": "CT", "difficulty": "2"}, True),
        ({"anatomy": "Head"}, False),
        ({"modality": "MR"}, False),
        ({"difficulty": "3"}, False),
    ],
)
def test_cases_are_found_by_finding_anatomy_modality_and_difficulty(
    client, reader, asked, found
):
    make_riddle()

    page = client.get(reverse("studies:cases"), asked).content.decode()

    assert ("Fungus ball" in page) == found


def test_cases_are_read_page_by_page_in_each_order(client, reader):
    for number in range(32):
        make_published(title=f"Case {number:02}", difficulty=1 + number % 3)

    for sort in ("newest", "title", "difficulty", "-title"):
        seen = titles_on_all_pages(client, sort)
        assert len(seen) == len(set(seen)) == 32, sort


def titles_on_all_pages(client, sort: str) -> list[str]:
    seen: list[str] = []
    address = f"{reverse('studies:cases')}?sort={sort}"
    while address:
        page = client.get(address).context["page"]
        seen += [one.title for one in page]
        next_url = page.next_url
        address = reverse("studies:cases") + next_url if next_url else ""
    return seen


def test_a_draft_is_no_readers_business(client, reader):
    draft, waiting = make_case(), make_in_review()

    for case in (draft, waiting):
        assert client.get(url("case", case)).status_code == 404
        assert client.get(url("case_edit", case)).status_code == 403
        assert client.get(url("case_review", case)).status_code == 404
    assert client.get(reverse("studies:case_desk")).status_code == 403


def test_an_old_version_says_that_it_is_one(client, reader):
    case = make_published(title="First words")
    case = workflow.revise(case, by=case.owner)
    editing.save(case, by=case.owner, opened=opened(case), marks=[], title="Second")
    case = workflow.hand_in(case, by=case.owner)
    workflow.publish(case, by=make_educator())

    page = client.get(url("case_version", case, 1)).content.decode()

    assert "First words" in page
    assert "A newer one is published" in page


def test_a_case_page_costs_few_queries(client, educator, django_assert_max_num_queries):
    case = make_riddle()
    make_playlist(case, owner=educator)
    client.get(url("case", case))

    with django_assert_max_num_queries(15):
        client.get(url("case", case))


def test_the_search_box_and_the_api_find_what_is_published(client, reader):
    case, draft = make_riddle(), make_case(title="Aspergilloma draft")

    found = client.get(reverse("search:results"), {"q": "crescent"}).content.decode()
    listed = client.get("/api/v1/cases", {"anatomy": "Chest"}).json()["cases"]
    single = client.get(f"/api/v1/cases/{case.short_id}").json()

    assert "Fungus ball" in found
    assert [one["short_id"] for one in listed] == [case.short_id]
    assert single["findings"][0]["label"] == "Air crescent"
    assert client.get(f"/api/v1/cases/{draft.short_id}").status_code == 404


# Write


def form_of(case: TeachingCase, **over: str) -> dict[str, str]:
    page = opened(case)
    words = {
        "title": case.title,
        "anatomy": case.anatomy,
        "difficulty": str(case.difficulty),
        "history": case.history,
        "discussion": case.discussion,
        "licence": case.licence,
        "consent_note": case.consent_note,
    }
    marks = json.dumps(case.findings)
    stamp = {"revision": str(page.revision), "page": page.page, "marks": marks}
    return {**words, **stamp, **over}


def test_an_educator_begins_with_a_study_of_the_library(client, educator):
    study, reserved = make_study(), make_study(reserved=True)
    report = make_study(title="A report without a picture")
    for shown in (study, reserved):
        make_image(shown)

    page = client.get(reverse("studies:case_new")).content.decode()
    answer = client.post(reverse("studies:case_new"), {"study": study.pk})
    others = [
        client.post(reverse("studies:case_new"), {"study": one.pk})
        for one in (reserved, report)
    ]

    assert study.title in page
    assert reserved.title not in page
    assert report.title not in page
    assert answer.url == url("case_edit", TeachingCase.objects.get())
    assert [one.status_code for one in others] == [404, 404]


def test_what_is_typed_and_drawn_is_kept(client, educator):
    image = make_image()
    case = make_case(study=image.series.study)
    marks = json.dumps([make_mark(image, label="Nodule (RID3875)")])

    client.post(
        url("case_edit", case),
        form_of(case, title="A nodule", marks=marks, opening="#s=1&w=1500&c=-600"),
    )

    case.refresh_from_db()
    assert (case.title, case.opening) == ("A nodule", "s=1&w=1500&c=-600")
    assert case.findings[0]["code"] == "RID3875"
    viewer = client.get(url("case_edit", case)).context["viewer"]
    assert viewer["hanging"]["window"] == {"width": 1500, "centre": -600}
    assert viewer["task"]["marks"][0]["label"] == "Nodule (RID3875)"


def test_the_second_editor_sees_both_texts_and_may_go_on(client, educator):
    case, colleague = make_case(history="Old words"), make_educator(name="Rosa Birch")
    mine = form_of(case, history="My long history of this case")
    theirs = opened(case)
    editing.save(case, by=colleague, opened=theirs, marks=[], history="Her words")

    answer = client.post(url("case_edit", case), mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My long history of this case" in page
    assert "Her words" in page
    assert "Birch" in page
    case.refresh_from_db()
    assert case.history == "Her words"
    again = answer.context["opened"]
    stamp = {"revision": str(again.revision), "page": again.page}
    client.post(url("case_edit", case), {**mine, **stamp})
    case.refresh_from_db()
    assert case.history == "My long history of this case"


def test_a_form_with_a_fault_keeps_what_was_drawn(client, educator):
    image = make_image()
    case = make_case(study=image.series.study)
    marks = json.dumps([make_mark(image, label="Nodule")])

    answer = client.post(url("case_edit", case), form_of(case, title="", marks=marks))

    assert answer.status_code == 200
    assert answer.context["viewer"]["task"]["marks"][0]["label"] == "Nodule"


def test_the_viewer_keeps_findings_as_they_are_drawn(client, educator):
    image = make_image()
    case = make_case(study=image.series.study)
    address = client.get(url("case_edit", case)).context["viewer"]["task"][
        "autosave_url"
    ]

    kept = client.post(
        address, {"marks": [make_mark(image)]}, content_type="application/json"
    )
    bad = client.post(address, "[", content_type="application/json")
    list_ = client.post(address, "[]", content_type="application/json")
    wrong = client.post(
        address,
        {"marks": [make_mark(image, sop_uid="1.2")]},
        content_type="application/json",
    )

    case.refresh_from_db()
    assert (kept.status_code, len(case.findings)) == (200, 1)
    assert [one.status_code for one in (bad, list_, wrong)] == [400, 400, 409]


def test_a_preview_shows_no_script(client, educator):
    answer = client.post(
        reverse("studies:case_preview"),
        {"discussion": "<script>alert(1)</script> **bold**"},
    )

    assert "<strong>bold</strong>" in answer.content.decode()
    assert "<script>" not in answer.content.decode()


def test_the_reviewers_page_says_what_looks_like_an_identifier(client, educator):
    case = make_case(history="Seen by Dr. Hawthorn on 3 May 2024.")

    page = client.get(url("case_review", case)).content.decode()

    assert "Hawthorn” looks like an identifier" in page
    assert "3 May 2024” looks like an identifier" in page


def test_a_finding_that_stands_in_the_history_is_pointed_out(client, educator):
    case = make_case(history="Known air crescent.", finding_names="Air crescent")

    page = client.get(url("case_review", case)).content.decode()

    assert "stands in what a quiz shows" in page


def test_a_case_is_written_reviewed_and_published_by_two_people(client, educator):
    case, colleague = make_case(owner=educator), make_educator()
    client.post(url("case_hand_in", case))
    assert client.post(url("case_publish", case)).status_code == 403

    client.force_login(colleague)
    client.post(url("case_send_back", case), {"reason": "Name the zone."})
    client.force_login(educator)
    assert "Name the zone." in client.get(url("case_edit", case)).content.decode()
    client.post(url("case_hand_in", case))
    client.force_login(colleague)
    answer = client.post(url("case_publish", case))

    assert answer.url == url("case", case)
    assert CaseVersion.objects.get().reviewed_by == colleague


def test_sending_back_and_withdrawing_want_a_reason(client, educator):
    case = make_in_review()

    for step in ("case_send_back", "case_withdraw"):
        client.post(url(step, case), {"reason": " "})

    case.refresh_from_db()
    assert case.state == TeachingCase.State.REVIEW


def test_an_administrator_withdraws_but_does_not_write(client):
    client.force_login(make_user(Role.ADMINISTRATOR))
    case = make_published()

    assert client.post(url("case_revise", case)).status_code == 403
    client.post(url("case_withdraw", case), {"reason": "A name is seen."})

    case.refresh_from_db()
    assert case.state == TeachingCase.State.WITHDRAWN


def test_a_case_whose_images_are_gone_can_still_be_looked_at(client, educator):
    case = make_published()
    Study.objects.filter(pk=case.study_id).update(released_at=None, released_by=None)

    page = client.get(url("case_review", case)).content.decode()
    edit = client.get(url("case_edit", workflow.revise(case, by=educator)))

    assert "not in the library any more" in page
    assert edit.status_code == 409
