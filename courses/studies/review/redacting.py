"""Paint boxes out of the stored frames: black inside, bit for bit the same outside.

The painted instance is written in quarantine as a whole file and made ready from
there like any file that comes in, over what the store holds of it. A process that
dies half-way has released nothing: some frames are painted then, and the next
attempt paints all of them."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydicom import Dataset
from pydicom import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian

from courses.dicom import pixels
from courses.dicom.deid.cleaner import as_bytes
from courses.dicom.pixels import Frame
from courses.studies.dicomweb.bodies import header_of
from courses.studies.keeping import quarantine, storage
from courses.studies.models import Batch, Instance, Study, TextBox
from courses.studies.work import preparing

# CID 7050: PS3.15 E.3.1
CLEAN_PIXELS = ("113101", "Clean Pixel Data Option")
_PIXEL_DATA = (0x7FE0, 0x0010)
_LARGEST = 2**32 - 2


def redact(batch: Batch, study: Study) -> int:
    """Every instance with a box that is to be masked. The caller's transaction
    holds the batch, and makes the study visible only when all this is done."""
    boxes: dict[int, list[TextBox]] = {}
    for box in TextBox.objects.of_study(study).kept():
        boxes.setdefault(box.instance_id, []).append(box)
    held = Instance.objects.filter(series__study=study, frames__gt=0).order_by("pk")
    said = [one for one in held.filter(burned_in=True) if _says_burned_in(one)]
    painted = list(held.filter(pk__in=boxes))
    for instance in {*painted, *said}:
        _redact_one(batch, instance, boxes.get(instance.pk, []))
    if painted or said:
        preparing.gather_metadata(study)
    return len(painted)


def _says_burned_in(instance: Instance) -> bool:
    """The header warns of text; a named person has now looked, and it is gone or
    tells nobody's name."""
    return str(header_of(instance.folder).get("BurnedInAnnotation")) == "YES"


def _redact_one(batch: Batch, instance: Instance, boxes: Sequence[TextBox]) -> None:
    folder = quarantine.folder_of(batch.token)
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f"{instance.pk}.painted"
    header = header_of(instance.folder)
    declare(header, painted=bool(boxes))
    inverted = header.get("PhotometricInterpretation") == "MONOCHROME1"
    try:
        _write(draft, header, _painted(instance, boxes, inverted=inverted))
        preparing.prepare(draft)
    finally:
        draft.unlink(missing_ok=True)


def _painted(
    instance: Instance, boxes: Sequence[TextBox], *, inverted: bool
) -> Iterator[Frame]:
    for number in range(1, instance.frames + 1):
        part = storage.get(storage.frame_name(instance.folder, number))
        frame = pixels.from_htj2k(storage.unwrapped(part))
        here = [box for box in boxes if box.is_on(number)]
        yield paint(frame, here, inverted=inverted) if here else frame


def paint(frame: Frame, boxes: Iterable[TextBox], *, inverted: bool) -> Frame:
    """The darkest value that the frame itself has: black on the screen, and no
    value that its window does not know."""
    copy: Frame = np.array(frame)
    black: Any = copy.max() if inverted else copy.min()
    if copy.ndim == 3:
        black = 0
    for box in boxes:
        copy[box.y : box.y + box.height, box.x : box.x + box.width] = black
    return copy


def declare(header: Dataset, *, painted: bool) -> None:
    """Say in the header what was found and done."""
    header.BurnedInAnnotation = "NO"
    if not painted:
        return
    methods = list(header.get("DeidentificationMethodCodeSequence") or [])
    if all(item.get("CodeValue") != CLEAN_PIXELS[0] for item in methods):
        item = Dataset()
        item.CodeValue, item.CodeMeaning = CLEAN_PIXELS
        item.CodingSchemeDesignator = "DCM"
        methods.append(item)
    header.DeidentificationMethodCodeSequence = Items(methods)


def _write(path: Path, header: Dataset, frames: Iterable[Frame]) -> None:
    """A whole file, frame by frame: a long cine needs no more memory than a still."""
    header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    kind = b"OB" if int(header.BitsAllocated) <= 8 else b"OW"
    with path.open("wb") as file:
        path.chmod(0o600)
        file.write(as_bytes(_without_what_follows(header)))
        at = file.tell()
        file.write(struct.pack("<HH2sHL", *_PIXEL_DATA, kind, 0, 0))
        size = sum(file.write(np.ascontiguousarray(one).tobytes()) for one in frames)
        size += file.write(b"\0" * (size % 2))
        if size > _LARGEST:
            raise OSError("Its decoded frames do not fit into one file.")
        file.seek(at + 8)
        file.write(struct.pack("<L", size))


def _without_what_follows(header: Dataset) -> Dataset:
    """Pixel Data is written behind it: nothing may stand after that."""
    for tag in [tag for tag in list(header.keys()) if tag > 0x7FE00010]:
        del header[tag]
    return header
