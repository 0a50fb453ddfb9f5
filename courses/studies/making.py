"""Studies that no patient stands behind: made by a program, or copied for one learner.

Nobody can be identified in what was drawn from numbers, or is a copy of what a named
person has released: such a study is in the library, or in reserve, at once."""

import hmac
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydicom import Dataset, dcmread

from courses.dicom import framing
from courses.dicom.deid import uids
from courses.dicom.deid.patients import training_id
from courses.dicom.json import compact, model_of
from courses.studies import tokens
from courses.studies.keeping import storage
from courses.studies.models import Instance, Study
from courses.studies.work import placing, preparing
from portal.audit import ledger
from portal.people.models import User

Change = Callable[[list[Dataset]], list[Dataset]]


@transaction.atomic
def keep(
    images: Iterable[Dataset],
    *,
    by: User,
    title: str,
    body_part: str = "",
    note: str = "",
    source: str = "",
    reserved: bool = False,
) -> Study:
    """One study of whole datasets, pixels included, taken one after the other."""
    study: Study | None = None
    with TemporaryDirectory() as folder:
        for image in images:
            path = Path(folder, "image.dcm")
            path.write_bytes(framing.as_file(image))
            study = study or _study(image, by, title=title, reserved=reserved)
            prepared = preparing.prepare(path)
            placing.into(study, dcmread(path), prepared, suspects=False)
    if study is None:
        raise ValueError("A study has at least one image.")
    study.body_part = body_part or study.body_part
    study.note, study.source = note, source
    return _finished(study, by)


@transaction.atomic
def copy(study: Study, *, by: User, seed: str, change: Change | None = None) -> Study:
    """The same images under UIDs of their own, in reserve: nothing in the copy leads
    to the source, nor to another copy. `change` may alter the headers and leave images
    out; it must let them keep their SOP Instance UIDs, by which they are known here."""
    secret = hmac.digest(settings.SECRET_KEY.encode(), seed.encode(), sha256)
    held = {one.uid: one for one in _instances(study)}
    headers = [_header(one) for one in held.values()]
    made: Study | None = None
    for header in change(headers) if change else headers:
        source = held[header.SOPInstanceUID]
        _rename(header, secret)
        made = made or _study(header, by, title=study.title, reserved=True)
        _copy_frames(source, header)
        prepared = preparing.Prepared(_folder(header), source.frames)
        placing.into(made, header, prepared, suspects=source.burned_in)
    if made is None:
        raise ValueError("A copy has at least one image.")
    made.body_part, made.source = study.body_part, study.source
    return _finished(made, by)


def erase(study: Study) -> None:
    """Rows and files of what was made; of nothing that came in by the doors."""
    folder = storage.study_folder(study.uid)
    study.delete()
    tokens.forget()
    transaction.on_commit(partial(storage.erase, folder), robust=True)


def _study(first: Dataset, by: User, *, title: str, reserved: bool) -> Study:
    return Study.objects.create(
        **{**placing.told_by(first), "title": title},
        uid=first.StudyInstanceUID,
        reserved=reserved,
        released_at=timezone.now(),
        released_by=by,
    )


def _finished(study: Study, by: User) -> Study:
    study.images = Instance.objects.filter(series__study=study).count()
    study.save()
    preparing.gather_metadata(study)
    ledger.record(by, "study.made", study, images=study.images)
    return study


def _instances(study: Study) -> Sequence[Instance]:
    held = Instance.objects.filter(series__study=study).select_related("series")
    return list(
        held.order_by("series__number", "series_id", "position", "number", "pk")
    )


def _header(instance: Instance) -> Dataset:
    return dcmread(BytesIO(storage.get(storage.header_name(instance.folder))))


def _folder(header: Dataset) -> str:
    return storage.instance_folder(header.StudyInstanceUID, header.SOPInstanceUID)


def _rename(header: Dataset, secret: bytes) -> None:
    """The patient, and every UID that names a study's own things, in the file meta,
    too."""
    header.PatientID = training_id(str(header.get("PatientID") or ""), secret)
    for element in (*header.iterall(), *header.file_meta):
        if element.VR == "UI" and element.value:
            element.value = (
                [_renamed(one, secret) for one in element.value]
                if element.VM > 1
                else _renamed(element.value, secret)
            )


def _renamed(uid: str, secret: bytes) -> str:
    return uid if uids.is_registered(uid) else uids.replaced(uid, secret)


def _copy_frames(source: Instance, header: Dataset) -> None:
    folder = _folder(header)
    for number in range(1, source.frames + 1):
        frame = storage.get(storage.frame_name(source.folder, number))
        storage.put(storage.frame_name(folder, number), frame)
    if source.frames:
        small = storage.get(storage.thumbnail_name(source.folder))
        storage.put(storage.thumbnail_name(folder), small)
    storage.put(storage.header_name(folder), framing.as_file(header))
    address = preparing.address_of(header)
    model = model_of(header, base=address, frames=source.frames)
    storage.put(storage.metadata_name(folder), storage.packed(compact([model])))
