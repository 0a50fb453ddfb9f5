"""The review on pages: by forms alone, and what its lists say."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.studies import intake, tasks
from courses.studies.models import Batch, IncomingFile, Instance, Study, TextBox
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from tests.makers.people import make_educator
from tests.makers.review import frame_of, release
from tests.makers.studies import look_at_all, make_profile, make_reviewable, receive
from tests.makers.ultrasound import make_ultrasound, picture

pytestmark = pytest.mark.django_db
STATE = TextBox.State


def test_the_page_works_by_forms_alone(tmp_path, machine):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    tasks.read_text()
    client = Client(enforce_csrf_checks=True)
    client.force_login(educator)
    page = client.get(reverse("studies:batch", args=[batch.pk])).content.decode()
    forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    assert len(forms) > 6
    assert all("csrfmiddlewaretoken" in form for form in forms)
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    def post(name: str, *args: int, **fields: object) -> None:
        url = reverse(f"studies:{name}", args=[batch.pk, *args])
        answer = client.post(url, {"image": 1, **token, **fields})
        assert answer.url == f"/studies/intake/{batch.pk}/?image=1#frame"

    one, two = TextBox.objects.all()
    post("box", one.pk, do="move", x=4, y=4, width=120, height=24)
    post("box", two.pk, do="dismissed")
    instance = Instance.objects.get()
    post("boxes", instance=instance.pk, x=200, y=100, width=40, height=20)
    post("look", frames=f"{instance.pk}:1", go_on="1")
    done = client.post(
        reverse("studies:batch", args=[batch.pk]),
        {"title": "Kidney", "looked": "on", "pixels_clear": "on", **token},
    )

    assert done.url == reverse("studies:study", args=[Study.objects.get().pk])
    assert not frame_of(instance)[4:28, 4:124].any()
    assert not frame_of(instance)[100:120, 200:240].any()
    assert TextBox.objects.get(pk=two.pk).state == STATE.DISMISSED


def test_all_boxes_are_judged_with_one_word(tmp_path, machine):
    images = [make_ultrasound(picture("NAME"), InstanceNumber=n) for n in (1, 2)]
    batch, educator = make_reviewable(tmp_path, *images), make_educator()
    tasks.read_text()
    client = Client()
    client.force_login(educator)
    url = reverse("studies:decide_boxes", args=[batch.pk])

    client.post(url, {"image": 2, "do": "dismissed"})
    assert TextBox.objects.undecided().count() == 2
    client.post(url, {"image": 2, "do": "kept", "everywhere": "on"})

    assert TextBox.objects.kept().count() == 2
    assert client.post(url, {"image": 1, "do": "nonsense"}).status_code == 404


def test_the_list_says_where_text_may_stand(tmp_path, machine, client):
    batch = make_reviewable(tmp_path, make_ultrasound())
    client.force_login(make_educator())
    url = reverse("studies:progress", args=[batch.pk])

    under_way = client.get(url).content
    tasks.read_text()
    found = client.get(url).content
    TextBox.objects.all().delete()

    assert b"looked for in 1 image" in under_way
    assert b"hx-get" in under_way
    assert b"2 boxes to judge" in found
    assert b"hx-get" not in found
    assert b"likely in 1 image" in client.get(url).content


def test_a_refused_batch_claims_nothing_of_its_header_or_pixels(tmp_path, client):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    client.force_login(educator)
    url = reverse("studies:batch", args=[batch.pk])
    before = client.get(url).content

    intake.refuse(batch, by=educator, reason="Not what was agreed")
    page = client.get(url).content

    assert b"The header, de-identified" in before
    assert b"The pixels have not been checked" in before
    assert b"The header, de-identified" not in page
    assert b"The pixels have not been checked" not in page


def test_an_image_under_review_is_kept_by_no_browser(tmp_path, client):
    batch = make_reviewable(tmp_path, make_ultrasound())
    client.force_login(make_educator())
    url = reverse("studies:image", args=[batch.pk, Instance.objects.get().pk, 1])

    for address in (url, f"{url}?small=1", f"{url}?window=all"):
        assert client.get(address)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("teaching", "dates are moved."),
        ("basic", "dates are removed."),
        ("own", "dates are kept as they were."),
    ],
)
def test_a_studys_page_says_what_became_of_its_dates(tmp_path, client, profile, words):
    make_profile(name="own", options=["full_dates"])
    educator = make_educator()
    batch = receive(tmp_path, make_ultrasound())
    Batch.objects.update(profile=profile)
    work_through(IncomingFile, cleaning.clean_one)
    batch.refresh_from_db()
    look_at_all(batch, educator)
    study = release(batch, educator)
    client.force_login(educator)

    page = client.get(reverse("studies:study", args=[study.pk])).content.decode()

    assert f"De-identified by PS3.15; {words}" in page
    assert page.count("dates are") == 1
