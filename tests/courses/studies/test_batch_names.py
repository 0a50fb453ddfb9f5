"""Batches of one title are told apart wherever they are named."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.studies import intake
from courses.studies.keeping import expiry
from courses.studies.models import Batch
from portal.notify.models import Message
from portal.people.models import User
from tests.dicom_maker import make_ct
from tests.makers.people import make_educator
from tests.makers.studies import make_reviewable

pytestmark = pytest.mark.django_db


def of_a_study(tmp_path, number: int, images: int, title: str = "Chest CT") -> Batch:
    """One of its own, as if it had been sent under this title."""
    uid = f"1.2.826.0.1.3680043.10.888.{number}"
    slices = [
        make_ct(StudyInstanceUID=uid, SeriesInstanceUID=f"{uid}.1", InstanceNumber=one)
        for one in range(images)
    ]
    batch = make_reviewable(tmp_path / str(number), *slices)
    batch.title = title
    batch.save()
    return batch


def text_of(reviewer: User, address: str) -> str:
    client = Client()
    client.force_login(reviewer)
    page = client.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))


def test_two_of_one_title_differ_in_the_list_the_report_and_the_panel(tmp_path):
    first, second = of_a_study(tmp_path, 1, 1), of_a_study(tmp_path, 2, 3)
    reviewer = make_educator()
    line = second.lines.select_related("delivery").first()
    assert line is not None

    pages = [
        text_of(reviewer, reverse("studies:batches")),
        text_of(reviewer, reverse("home:front")),
    ]
    report = text_of(
        line.delivery.sent_by, reverse("studies:delivery", args=[line.delivery.key])
    )

    for page in pages:
        assert f"Chest CT {first.reference} , CT, 1 image " in page
        assert f"Chest CT {second.reference} , CT, 3 images" in page
    assert f"Chest CT {second.reference} , CT, 3 images" in report


def test_one_without_a_title_says_its_reference_once(tmp_path):
    batch = of_a_study(tmp_path, 1, 2, title="")

    row = text_of(make_educator(), reverse("studies:progress", args=[batch.pk]))

    assert row.count(batch.reference) == 1
    assert f"{batch.reference} CT, 2 images" in row


def test_notices_say_which_one_it_is(tmp_path):
    waiting, refused = of_a_study(tmp_path, 1, 1), of_a_study(tmp_path, 2, 3)
    Message.objects.all().delete()
    reviewer = make_educator()
    names = [waiting.full_name, refused.full_name]
    assert names == [
        f"Chest CT ({waiting.reference}, CT, 1 image)",
        f"Chest CT ({refused.reference}, CT, 3 images)",
    ]

    intake.tell_reviewers(waiting)
    intake.refuse(refused, by=reviewer, reason="Twice")
    waiting.received_at = timezone.now() - expiry.limit() + expiry.notice()
    waiting.save()
    expiry.warn()

    subjects = set(Message.objects.values_list("subject", flat=True))
    assert f"{names[0]} waits for a look" in subjects
    assert f"Refused: {names[1]}" in subjects
    assert any(one.startswith(f"{names[0]} will be refused") for one in subjects)
