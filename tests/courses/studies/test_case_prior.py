"""A case with an earlier study: who sees it, and how it hangs beside."""

import pytest
from django.urls import reverse

from courses.studies.cases import editing, showing
from courses.studies.models import Study, TeachingCase
from portal.lib.refusal import Refused
from tests.makers.cases import make_case, make_image, make_published
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def educator(client):
    person = make_educator()
    client.force_login(person)
    return person


def make_pictured(**over: object) -> Study:
    study = make_study(**over)
    make_image(study)
    return study


def url(name: str, case: TeachingCase) -> str:
    return reverse(f"studies:{name}", args=[case.short_id])


def viewer_of(client, case, **asked):
    return client.get(url("case", case), asked).context["viewer"]


def test_an_author_hangs_an_earlier_study_beside_and_takes_it_away(client, educator):
    now, before = make_pictured(), make_pictured(title="The year before")
    case = make_case(study=now, owner=educator)

    page = client.get(url("case_prior", case)).content.decode()
    client.post(url("case_prior", case), {"study": before.pk})

    assert "The year before" in page
    assert f"Hang {now}" not in page
    case.refresh_from_db()
    assert case.prior == before
    assert "The year before hangs beside" in (
        client.get(url("case_edit", case)).content.decode()
    )
    client.post(url("case_prior", case))
    case.refresh_from_db()
    assert case.prior is None


def test_what_was_typed_is_kept_before_an_earlier_study_is_chosen(client, educator):
    case = make_case(study=make_pictured(), owner=educator)
    opened = client.get(url("case_edit", case)).context["opened"]

    answer = client.post(
        url("case_edit", case),
        {
            "title": "Typed a moment ago",
            "difficulty": "2",
            "marks": "[]",
            "revision": opened.revision,
            "page": opened.page,
            "prior": "1",
        },
    )

    case.refresh_from_db()
    assert case.title == "Typed a moment ago"
    assert answer.url == f"{url('case_prior', case)}?modality=CT"


def test_no_study_is_the_prior_of_itself_nor_is_one_in_reserve(client, educator):
    case, reserved = make_case(study=make_pictured()), make_pictured(reserved=True)

    with pytest.raises(Refused):
        editing.set_prior(case, case.study, by=educator)

    held = client.post(url("case_prior", case), {"study": reserved.pk})
    assert held.status_code == 404


def test_a_reader_finds_both_side_by_side(client):
    client.force_login(make_user())
    now, before = make_pictured(), make_pictured(title="The year before")
    case = make_published(study=now, prior=before)

    viewer = viewer_of(client, case)

    assert viewer["prior"]["studyUid"] == before.uid
    assert viewer["prior"]["title"] == "The year before"
    assert viewer["hanging"]["layout"] == "two"
    shown = [viewer["series"][0]["uid"], viewer["prior"]["series"][0]["uid"]]
    assert viewer["hanging"]["series"] == shown


def test_in_a_quiz_the_prior_hangs_there_without_its_name(client):
    client.force_login(make_user())
    before = make_pictured(title="Nodule of 7 mm")
    case = make_published(study=make_pictured(), prior=before)

    page = client.get(url("case", case), {"quiz": "1"})

    assert page.context["viewer"]["prior"]["title"] == ""
    assert b"Nodule of 7 mm" not in page.content


@pytest.mark.parametrize("gone", [{"reserved": True}, {"released_at": None}])
def test_a_prior_that_a_reader_may_not_see_is_not_there(client, gone):
    client.force_login(make_user())
    before = make_pictured()
    case = make_published(study=make_pictured(), prior=before)
    if "released_at" in gone:
        gone = {**gone, "released_by": None}
    Study.objects.filter(pk=before.pk).update(**gone)

    answer = client.get(url("case", case))

    assert answer.status_code == 200
    assert answer.context["viewer"]["prior"] is None
    assert before.uid not in answer.content.decode()


def test_a_pane_beside_holds_what_is_of_the_same_kind():
    own = [{"uid": "1", "modality": "CT"}, {"uid": "2", "modality": "CT"}]
    prior = {"series": [{"uid": "8", "modality": "SR"}, {"uid": "9", "modality": "CT"}]}

    hung = showing.hanging("s=2&w=400&c=40", own, prior)

    assert hung == {
        "layout": "two",
        "series": ["2", "9", "1"],
        "window": {"width": 400.0, "centre": 40.0},
    }


@pytest.mark.parametrize("offered", [3, 20])
def test_choosing_costs_the_same_for_many_studies(
    client, educator, offered, django_assert_max_num_queries
):
    case = make_case(owner=educator)
    for _ in range(offered):
        make_pictured()
    client.get(url("case_prior", case))

    with django_assert_max_num_queries(12):
        page = client.get(url("case_prior", case))

    assert page.content.decode().count("Hang beside") == offered
