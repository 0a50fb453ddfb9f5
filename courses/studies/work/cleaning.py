"""One file's step: cleaned, read a second time, made ready, and counted.

The step runs in one transaction of `portal.jobs`: a worker that dies leaves the row
due and its half-written files are overwritten by the next."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydicom import Dataset

from courses.dicom.deid.cleaner import clean_file
from courses.dicom.deid.deidentify import Report
from courses.dicom.deid.errors import why_of
from courses.dicom.devices import device_of
from courses.dicom.reading import DAMAGE, header
from courses.studies import intake, profiles
from courses.studies.keeping import quarantine, storage
from courses.studies.models import Batch, IncomingFile, Instance, Series, Study
from courses.studies.review import texts
from courses.studies.secret import deid_secret
from courses.studies.turns import take_turns
from courses.studies.work import preparing, proving, teaching
from portal.audit import ledger

Outcome = IncomingFile.Outcome


def clean_one(row: IncomingFile) -> None:
    """What `work_through` calls for each file that is due."""
    batch = row.batch
    if not batch.is_open or row.outcome != Outcome.WAITING:
        return
    if batch.settles_at is not None and batch.settles_at > timezone.now():
        row.due_at = batch.settles_at
        return
    copy = quarantine.clean_copy(batch.token, row.name)
    try:
        report = None if teaching.take(row) else _cleaned(row, copy)
        if report is not None:
            _keep(row, copy, report)
    finally:
        copy.unlink(missing_ok=True)
    row.save(update_fields=["outcome", "line", "report", "seen", "instance"])
    _move_on(batch.pk)
    for other in teaching.elsewhere(row):
        _move_on(other.pk)


def _cleaned(row: IncomingFile, copy: Path) -> Report | None:
    """The object without its patient; None when it must go no further."""
    path = quarantine.folder_of(row.batch.token) / row.name
    if not path.exists():  # the site was restored: no backup holds originals
        _end(row, Outcome.UNREADABLE, "Its original is here no more: send it again.")
        return None
    profile = profiles.named(row.batch.profile)
    row.seen = device_of(path)
    try:
        report = clean_file(path, copy, secret=deid_secret(), profile=profile)
        verdict = proving.check(row, path, copy, profile)
    except DAMAGE as error:
        _raise_if_of_the_disk(error)
        _end(row, Outcome.UNREADABLE, why_of(error))
        return None
    row.report = {
        **report.as_dict(),
        "leaks": verdict.leaks,
        "faults": verdict.faults,
        "searched": verdict.searched,
    }
    if not verdict.is_clean:
        names = ", ".join([*verdict.leaks, *verdict.faults])
        _end(row, Outcome.LEAK, f"Held back: {names}"[:200])
        return None
    return report


def _keep(row: IncomingFile, copy: Path, report: Report) -> None:
    """Frames into the store, rows into the tables."""
    clean = header(copy)
    take_turns(clean.SOPInstanceUID)
    if Instance.objects.filter(uid=clean.SOPInstanceUID).exists():
        _end(row, Outcome.DUPLICATE, "The same image came in another file.")
        return
    folder = storage.instance_folder(clean.StudyInstanceUID, clean.SOPInstanceUID)
    storage.erase(folder)  # what a worker left that was killed in the middle of this
    try:
        prepared = preparing.prepare(copy)
    except (*DAMAGE, RuntimeError) as error:
        if isinstance(error, OSError):
            raise
        storage.erase(folder)
        kind = type(error).__name__
        _end(row, Outcome.UNREADABLE, f"Its pixels cannot be decoded ({kind}).")
        return
    if not _hold_open(row.batch):  # refused in the meantime: nothing of it stays
        storage.erase(prepared.folder)
        row.report, row.seen = {}, {}
        return
    suspects = report.suspects
    row.instance = _instance(row.batch, clean, prepared, suspects=bool(suspects))
    _end(row, Outcome.CLEAN, suspects[0] if suspects else "")


def _raise_if_of_the_disk(error: Exception) -> None:
    """A full disk says nothing of the file: that is tried again."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error


def _hold_open(batch: Batch) -> bool:
    """Lock the batch before its rows: who refuses it locks in the same order."""
    return Batch.objects.select_for_update().get(pk=batch.pk).is_open


def _end(row: IncomingFile, outcome: Outcome, line: str) -> None:
    row.outcome, row.line = outcome, line


def _instance(
    batch: Batch, clean: Dataset, prepared: preparing.Prepared, *, suspects: bool
) -> Instance:
    study, _new = Study.objects.get_or_create(
        uid=clean.StudyInstanceUID, defaults=_of_study(batch, clean)
    )
    series, _new = Series.objects.get_or_create(
        uid=clean.SeriesInstanceUID,
        defaults={
            "study": study,
            "number": _whole(clean, "SeriesNumber"),
            "modality": str(clean.get("Modality") or ""),
            "body_part": str(clean.get("BodyPartExamined") or ""),
            "description": preparing.describe_series(clean),
            "frame_of_reference_uid": str(clean.get("FrameOfReferenceUID") or ""),
        },
    )
    return Instance.objects.create(
        series=series,
        uid=clean.SOPInstanceUID,
        sop_class_uid=clean.SOPClassUID,
        number=_whole(clean, "InstanceNumber"),
        position=preparing.position_of(clean),
        rows=_whole(clean, "Rows"),
        columns=_whole(clean, "Columns"),
        frames=prepared.frames,
        folder=prepared.folder,
        burned_in=suspects,
    )


def _of_study(batch: Batch, clean: Dataset) -> dict[str, Any]:
    modality = str(clean.get("Modality") or "OT")
    part = batch.body_part or str(clean.get("BodyPartExamined") or "").capitalize()
    day = clean.get("StudyDate") or ""
    return {
        "title": batch.title or " ".join(word for word in (modality, part) if word),
        "modality": modality,
        "body_part": part,
        "patient_id": clean.PatientID,
        "patient_sex": str(clean.get("PatientSex") or ""),
        "patient_age": str(clean.get("PatientAge") or ""),
        "study_date": f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else None,
        "note": batch.note,
        "source": batch.source,
    }


def _whole(clean: Dataset, keyword: str) -> int:
    """A number that fits its column; zero where there is none."""
    value = clean.get(keyword)
    try:
        number = int(value) if value not in (None, "") else 0
    except (TypeError, ValueError):
        return 0
    return number if abs(number) < 2**31 else 0


@transaction.atomic
def _move_on(batch_id: int) -> None:
    """The last file of a batch hands it to the reviewers. The lock makes two
    workers that end together take turns, so that one of them sees it."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    waiting = batch.incoming.filter(outcome=Outcome.WAITING).exists()
    if not batch.is_open:
        return
    batch.state = Batch.State.DEIDENTIFYING if waiting else Batch.State.REVIEW
    batch.study = Study.objects.filter(uid=batch.study_uid).first()
    batch.save(update_fields=["state", "study"])
    if not waiting:
        _ready(batch)


def _ready(batch: Batch) -> None:
    study = batch.study
    teaching.narrow(batch)
    if study is not None:
        study.images = Instance.objects.filter(series__study=study).count()
        study.save(update_fields=["images"])
        preparing.gather_metadata(study)
    proving.prove(batch)
    ledger.record(None, "batch.cleaned", batch, **intake.outcome_counts(batch))
    if intake.release_if_vouched(batch):
        return
    if study is not None:
        texts.queue_readings(study)
    intake.tell_reviewers(batch)
