"""The machine looks for text in the pixels: how much it reads, and what it leaves."""

import numpy as np
import pytest
from django.utils import timezone

from courses.studies import tasks
from courses.studies.models import Reading, TextBox
from courses.studies.review import looking, texts
from portal.jobs.models import DeadLetter
from portal.jobs.queue import work_through
from portal.phi import pixels as phi
from tests.makers.people import make_educator
from tests.makers.studies import make_reviewable, make_slices
from tests.makers.ultrasound import make_ultrasound, picture

pytestmark = pytest.mark.django_db


def test_of_a_clean_series_that_was_read_one_image_must_be_seen(
    tmp_path, machine, monkeypatch
):
    monkeypatch.setattr(phi, "find_text", lambda image: [])
    batch, educator = make_reviewable(tmp_path, *make_slices(9)), make_educator()
    tasks.read_text()

    standing = looking.standing(batch.study, educator)

    assert len(standing.left) == 1
    looking.look(batch, [standing.images[4].place], by=educator)
    assert looking.standing(batch.study, educator).why_not() == ""


def test_where_a_sample_shows_text_the_whole_series_is_read(tmp_path, machine):
    make_reviewable(tmp_path, *make_slices(9))

    tasks.read_text()
    tasks.read_text()

    assert len(machine) == 9
    assert Reading.objects.filter(read_at=None).count() == 0
    assert TextBox.objects.values("instance").distinct().count() == 9


def test_of_a_film_some_frames_are_read_and_the_boxes_hold_for_all(tmp_path, machine):
    make_reviewable(tmp_path, make_ultrasound(*[picture()] * 20))

    tasks.read_text()

    assert len(machine) == 8
    assert list(TextBox.objects.values_list("frame", "x", "y", "width")) == [
        (None, 8, 6, 100),
        (None, 8, 46, 60),
    ]


def test_a_worker_that_dies_while_reading_doubles_no_box(tmp_path, machine):
    class Killed(BaseException):
        """Like kill -9: no handler of ours runs."""

    def die(row: Reading) -> None:
        texts.read_one(row)
        raise Killed

    make_reviewable(tmp_path, make_ultrasound())
    with pytest.raises(Killed):
        work_through(Reading, die)
    assert not TextBox.objects.exists()
    tasks.read_text()
    Reading.objects.update(due_at=timezone.now())
    tasks.read_text()

    assert TextBox.objects.count() == 2


def test_an_image_that_the_machine_gives_up_is_left_to_the_eyes(
    tmp_path, machine, monkeypatch
):
    def fail(image: np.ndarray) -> list[phi.Box]:
        raise RuntimeError("MRN-7734190")

    monkeypatch.setattr(phi, "find_text", fail)
    batch, educator = make_reviewable(tmp_path, *make_slices(3)), make_educator()
    for _try in range(8):
        Reading.objects.exclude(due_at=None).update(due_at=timezone.now())
        tasks.read_text()

    standing = looking.standing(batch.study, educator)
    assert (standing.reading, len(standing.left)) == (0, 3)
    assert DeadLetter.objects.count() == 3
    assert "7734190" not in str(list(DeadLetter.objects.values()))


def test_where_the_machine_was_taken_away_what_waits_is_left_to_the_eyes(
    tmp_path, machine, settings
):
    batch = make_reviewable(tmp_path, make_ultrasound())
    settings.OCR = False

    tasks.read_text()

    standing = looking.standing(batch.study, make_educator())
    assert (standing.reading, len(standing.left)) == (0, 1)


def test_what_was_read_is_written_nowhere(tmp_path, machine):
    make_reviewable(tmp_path, make_ultrasound(picture("HOLLYHOCK")))
    tasks.read_text()

    names = {field.name for field in TextBox._meta.get_fields()}
    assert not names & {"text", "words", "value", "content"}
