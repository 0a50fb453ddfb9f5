"""Pages of the library and of intake, as each person sees them."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.studies.models import Batch, Study
from courses.studies.search import find
from portal.people.models import Role, User
from tests.makers.people import make_educator, make_user
from tests.makers.studies import (
    make_released,
    make_reviewable,
    make_slices,
    make_study,
    receive,
)
from tests.makers.ultrasound import make_ultrasound

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_everybody_finds_released_studies_and_no_other():
    make_study(title="Seen by all")
    make_study(title="Kept for an exercise", reserved=True)
    make_study(title="Not looked at yet", released_at=None)

    page = signed_in(make_user()).get(reverse("studies:studies"))

    assert b"Seen by all" in page.content
    assert b"Kept for" not in page.content
    assert b"Not looked" not in page.content


def test_a_reserved_study_has_no_page_no_picture_and_no_place_in_search():
    study, learner = make_study(title="Secret bleed", reserved=True), make_user()
    client = signed_in(learner)

    for name in ("study", "thumbnail"):
        assert (
            client.get(reverse(f"studies:{name}", args=[study.pk])).status_code == 404
        )
    assert find(learner, "bleed", 10) == []
    study.reserved = False
    study.save()
    assert [hit.title for hit in find(learner, "blee", 10)] == ["Secret bleed"]


def test_a_study_opens_in_the_viewer_with_a_token_of_its_own(tmp_path):
    study = make_released(tmp_path, title="Round opacity")

    page = signed_in(make_user()).get(reverse("studies:study", args=[study.pk]))

    config = page.context["viewer"]
    assert config["studyUid"] == study.uid
    assert len(config["series"][0]["instances"]) == 3
    assert "style-src-attr 'unsafe-inline'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["batches", "batch", "progress", "refuse"])
def test_intake_is_for_educators_and_administrators(tmp_path, name):
    batch = receive(tmp_path)
    args = [] if name == "batches" else [batch.pk]
    url = reverse(f"studies:{name}", args=args)

    assert signed_in(make_user()).get(url).status_code == 403
    assert signed_in(make_user(Role.AGENT)).get(url).status_code == 403
    assert signed_in(make_user(Role.ADMINISTRATOR)).get(url).status_code == 200
    assert signed_in(make_educator()).get(url).status_code == 200


def test_a_batch_on_its_way_asks_for_itself_again_until_it_is_done(tmp_path):
    batch = receive(tmp_path)
    client = signed_in(make_educator())

    under_way = client.get(reverse("studies:progress", args=[batch.pk]))
    Batch.objects.get(pk=batch.pk).incoming.update(outcome="clean", due_at=None)
    finished = client.get(reverse("studies:progress", args=[batch.pk]))

    assert b"hx-get" in under_way.content
    assert b"hx-get" not in finished.content


def test_a_reviewer_looks_and_releases(tmp_path):
    batch = make_reviewable(tmp_path)
    educator = make_educator()
    client = signed_in(educator)
    url = reverse("studies:batch", args=[batch.pk])

    page = client.get(url)
    shot = page.context["shots"][0]
    unseen = client.post(url, {"title": "Chest CT"})
    too_soon = client.post(url, {"title": "Chest CT", "looked": "on"})
    client.post(reverse("studies:look", args=[batch.pk]), {"whole_sheet": "1"})
    done = client.post(url, {"title": "Chest CT", "looked": "on"})

    assert client.get(shot.url).content.startswith(b"\xff\xd8")
    assert len(page.context["shots"]) == 3
    assert unseen.context["form"].errors.keys() == {"looked"}
    assert b"3 images must still be looked at." in too_soon.content
    study = Study.objects.get()
    assert done.url == reverse("studies:study", args=[study.pk])
    assert (study.title, study.released_by) == ("Chest CT", educator)


def test_the_reviewer_is_told_where_text_may_hide(tmp_path):
    batch = make_reviewable(tmp_path, make_ultrasound())
    client = signed_in(make_educator())
    url = reverse("studies:batch", args=[batch.pk])

    page = client.get(url)
    answer = client.post(url, {"title": "Kidney", "looked": "on"})

    assert b"US images often carry text" in page.content
    assert b"The pixels have not been checked. Text is likely" in page.content
    assert answer.context["form"].errors.keys() == {"pixels_clear"}
    batch.refresh_from_db()
    assert batch.is_open


def test_release_with_nothing_ticked_names_both_boxes_and_nothing_else(tmp_path):
    batch = make_reviewable(tmp_path, make_ultrasound())
    client = signed_in(make_educator())

    text = client.post(
        reverse("studies:batch", args=[batch.pk]), {"title": "Kidney"}
    ).content.decode()

    summary = text.split("data-form-errors")[1].split("</ul>")[0]
    assert "Say that you looked at every image." in summary
    assert "Say that the pixels tell nothing, or refuse the batch." in summary
    assert text.count("btn-primary") == 1


def test_of_a_ct_the_page_claims_no_more_than_the_header(tmp_path):
    batch = make_reviewable(tmp_path, *make_slices(1))
    client = signed_in(make_educator())

    text = client.get(reverse("studies:batch", args=[batch.pk])).content.decode()

    assert "Header checked twice" in text
    assert "only your eyes see text in them" in text
    assert "Text is likely" not in text
    assert not Study.objects.released().exists()


def test_a_reviewer_refuses_with_a_reason(tmp_path):
    batch = make_reviewable(tmp_path)
    client = signed_in(make_educator())

    client.post(reverse("studies:refuse", args=[batch.pk]), {"reason": "A face"})

    batch.refresh_from_db()
    assert (batch.state, batch.reason) == (Batch.State.REFUSED, "A face")
    assert not Study.objects.exists()
    page = client.get(reverse("studies:batch", args=[batch.pk]))
    assert b"A face" in page.content


def test_a_long_series_lies_on_several_sheets_each_with_all_its_images(tmp_path):
    batch = make_reviewable(tmp_path, *make_slices(60))
    client = signed_in(make_educator())
    url = reverse("studies:batch", args=[batch.pk])

    first, second = client.get(url), client.get(f"{url}?sheet=2")

    assert [len(page.context["shots"]) for page in (first, second)] == [48, 12]
    assert second.context["shots"][0].number == 49
    assert b"Page 2 of 2" in second.content


@pytest.mark.parametrize("name", ["studies", "batches"])
def test_a_list_costs_the_same_for_three_rows_and_for_thirty(
    tmp_path, name, django_assert_max_num_queries
):
    client = signed_in(make_educator())
    for number in range(3):
        uid = f"1.2.9.{number}"
        receive(tmp_path / uid, *make_slices(1, StudyInstanceUID=uid))
        make_study()
    with django_assert_max_num_queries(12) as few:
        client.get(reverse(f"studies:{name}"))
    for number in range(3, 28):
        uid = f"1.2.9.{number}"
        receive(tmp_path / uid, *make_slices(1, StudyInstanceUID=uid))
        make_study()

    with django_assert_max_num_queries(12) as many:
        client.get(reverse(f"studies:{name}"))

    assert len(many) == len(few)


def test_the_detail_pages_keep_to_their_price(tmp_path, django_assert_max_num_queries):
    study = make_released(tmp_path / "a")
    slices = make_slices(4, StudyInstanceUID="1.2.8.1", SeriesInstanceUID="1.2.8.2")
    batch = make_reviewable(tmp_path / "b", *slices)
    client = signed_in(make_educator())

    with django_assert_max_num_queries(15):
        client.get(reverse("studies:study", args=[study.pk]))
    with django_assert_max_num_queries(15):
        client.get(reverse("studies:batch", args=[batch.pk]))
