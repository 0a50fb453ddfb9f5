"""Studies on their way in, and in the library."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.utils import timezone
from pydicom import Dataset
from pydicom.uid import generate_uid

from courses.studies import intake
from courses.studies.models import (
    Batch,
    DeidProfile,
    Grant,
    IncomingFile,
    Instance,
    Series,
    Study,
)
from courses.studies.review import looking
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from portal.people.models import Role, User
from tests.dicom_maker import make_ct, write
from tests.makers.people import make_educator, make_user

_number = count(1)


def make_study(**over: Any) -> Study:
    """Released, with rows only: no byte of it lies in the store."""
    number = next(_number)
    over.setdefault("uid", f"2.25.{7_000_000 + number}")
    over.setdefault("title", f"Case {number}")
    over.setdefault("modality", "CT")
    over.setdefault("patient_id", f"TRN-{number:08}")
    over.setdefault("images", 1)
    over.setdefault("released_at", timezone.now())
    if over["released_at"] is not None:
        over["released_by"] = over.get("released_by") or make_educator()
    return Study.objects.create(**over)


def make_instance(study: Study | None = None, **over: Any) -> Instance:
    study = study or make_study()
    series = Series.objects.create(
        study=study, uid=generate_uid("2.25."), modality=study.modality
    )
    over.setdefault("uid", generate_uid("2.25."))
    over.setdefault("sop_class_uid", "1.2.840.10008.5.1.4.1.1.2")
    over.setdefault("frames", 1)
    over.setdefault("folder", f"studies/{study.uid}/{over['uid']}")
    return Instance.objects.create(series=series, **over)


def make_profile(**over: Any) -> DeidProfile:
    over.setdefault("name", f"profile-{next(_number)}")
    over.setdefault("title", str(over["name"]).capitalize())
    over["made_by"] = over.get("made_by") or make_user(Role.ADMINISTRATOR)
    return DeidProfile.objects.create(**over)


def make_grant(person: User, study: Study, **over: Any) -> Grant:
    over.setdefault("until", timezone.now() + timedelta(hours=1))
    return Grant.objects.create(person=person, study=study, **over)


def make_slices(number: int = 3, **over: Any) -> list[Dataset]:
    """A CT series, one slice each millimetre."""
    return [
        make_ct(InstanceNumber=at + 1, ImagePositionPatient=[-100, -100, at], **over)
        for at in range(number)
    ]


def receive(folder: Path, *datasets: Dataset, by: User | None = None) -> Batch:
    """Files of one study, in quarantine and waiting."""
    paths = write(folder, *(datasets or make_slices()))
    receipt = intake.receive(paths, by=by or make_educator())
    return receipt.batches[0]


def make_reviewable(folder: Path, *datasets: Dataset) -> Batch:
    """Cleaned, and waiting for a person's look."""
    batch = receive(folder, *datasets)
    work_through(IncomingFile, cleaning.clean_one)
    batch.refresh_from_db()
    return batch


def look_at_all(batch: Batch, person: User) -> None:
    """As a reviewer does who goes through every image."""
    images = looking.standing(batch.study, person).images
    looking.look(batch, [one.place for one in images], by=person)


def make_released(folder: Path, *datasets: Dataset, **words: str) -> Study:
    """A study whose bytes are there as well."""
    batch, educator = make_reviewable(folder, *datasets), make_educator()
    look_at_all(batch, educator)
    return intake.release(
        batch,
        by=educator,
        words=intake.Words(**words),
        looked=True,
        pixels_clear=True,
    )
