"""One file's step: cleaned, read a second time, made ready, and counted.

The step runs in one transaction of `portal.jobs`: a worker that dies leaves the row
due and its half-written files are overwritten by the next."""

from pathlib import Path

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
from courses.studies.models import Batch, IncomingFile, Instance, Study
from courses.studies.review import texts
from courses.studies.secret import deid_secret
from courses.studies.turns import take_turns
from courses.studies.work import placing, preparing, proving, teaching
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
    if elsewhere := placing.standing_in_the_way(row.batch, clean):
        _end(row, Outcome.ELSEWHERE, elsewhere)
        return
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
    _place(row, clean, prepared, report.suspects)


def _place(
    row: IncomingFile, clean: Dataset, prepared: preparing.Prepared, suspects: list[str]
) -> None:
    try:
        row.instance = placing.place(
            row.batch, clean, prepared, suspects=bool(suspects)
        )
    except placing.PlacedElsewhereError as error:
        storage.erase(prepared.folder)
        _end(row, Outcome.ELSEWHERE, str(error))
        return
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


@transaction.atomic
def _move_on(batch_id: int) -> None:
    """The last file of a batch hands it to the reviewers. The lock makes two
    workers that end together take turns, so that one of them sees it."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if not batch.is_open:
        return
    waiting = batch.incoming.filter(outcome=Outcome.WAITING).exists()
    is_known = batch.state == Batch.State.DEIDENTIFYING and batch.study_id is not None
    if waiting and is_known:  # nothing to say that the first file did not
        return
    batch.state = Batch.State.DEIDENTIFYING if waiting else Batch.State.REVIEW
    study = Study.objects.filter(uid=batch.study_uid, released_at=None).first()
    batch.study = study
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
