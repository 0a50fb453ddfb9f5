"""Teaching cases as a PACS hands them over: only the images that its document names
become the case, and its words the draft of the note. In whatever order they come."""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.dicom.deid import uids
from courses.dicom.teaching import Document, read
from courses.studies.keeping import quarantine, storage
from courses.studies.models import Batch, IncomingFile, Instance, Selection, Series
from courses.studies.secret import deid_secret
from portal.phi.text import guard

Outcome = IncomingFile.Outcome


def take(row: IncomingFile) -> bool:
    """Whether the file was such a document, which is never shown as an image."""
    path = quarantine.folder_of(row.batch.token) / row.name
    found = read(path)
    if found is None:
        return False
    for study, named in found.named.items():
        Selection.objects.update_or_create(
            file=row,
            study_uid=_replaced(study),
            defaults={"named": sorted(map(_replaced, named))},
        )
    row.outcome, row.line = Outcome.DOCUMENT, _said_of(row)
    _draft(row.batch, found)
    return True


def _replaced(uid: str) -> str:
    return uids.replaced(uid, deid_secret())


def _draft(batch: Batch, found: Document) -> None:
    """Its words, guarded, below what is there already; sent again, not twice."""
    words, _spans = guard(found.text.strip(), found.known)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if not words or words in held.note:
        return
    held.note = "\n\n".join(filter(None, [held.note, words]))
    held.save(update_fields=["note"])
    batch.note = held.note
    if held.study is not None and held.study.released_at is None:
        held.study.note = held.note
        held.study.save(update_fields=["note"])


def elsewhere(row: IncomingFile) -> list[Batch]:
    """Batches of the other studies that a document names, if their images are in."""
    if row.outcome != Outcome.DOCUMENT:
        return []
    named = row.selections.exclude(study_uid=row.batch.study_uid).values("study_uid")
    return list(Batch.objects.in_review().filter(study_uid__in=named))


def narrow(batch: Batch) -> None:
    """Take out again what no document of this study names, originals included.
    Without a document, every image belongs to the case."""
    selections = list(_selections(batch))
    if not selections:
        return
    named = {uid for one in selections for uid in one.named}
    study = Instance.objects.filter(
        series__study__uid=batch.study_uid, series__study__released_at=None
    )
    extra = study.exclude(uid__in=named)
    files = batch.incoming.filter(instance__in=extra)
    said = _("No teaching file document names it.")
    files.update(outcome=Outcome.UNNAMED, line=said, report={})
    for folder in extra.values_list("folder", flat=True):
        transaction.on_commit(partial(storage.erase, folder), robust=True)
    extra.delete()
    empty = Series.objects.filter(study__uid=batch.study_uid, instances=None)
    empty.delete()
    for one in selections:
        IncomingFile.objects.filter(pk=one.file_id).update(line=_said_of(one.file))


def _selections(batch: Batch) -> list[Selection]:
    """Of documents that still stand: one that was refused counts no more."""
    standing = ~Q(file__batch__state=Batch.State.REFUSED)
    found = Selection.objects.filter(standing, study_uid=batch.study_uid)
    return list(found.select_related("file"))


def _said_of(row: IncomingFile) -> str:
    """How many images it names, and how many of them have not come."""
    named = {uid for one in row.selections.all() for uid in one.named}
    if not named:
        return _("Tells of the case: its words are in the note.")
    missing = len(named) - Instance.objects.filter(uid__in=named).count()
    said = ngettext(
        "Names %(n)d image of the case.", "Names %(n)d images of the case.", len(named)
    ) % {"n": len(named)}
    if not missing:
        return said
    return (
        said
        + " "
        + ngettext("%(n)d has not come.", "%(n)d have not come.", missing)
        % {"n": missing}
    )
