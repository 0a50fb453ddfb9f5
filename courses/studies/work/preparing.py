"""Make an instance ready to be served: frames, header, metadata, a small picture."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from pydicom import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from courses.dicom import framing, pixels, render
from courses.dicom.json import compact, model_of
from courses.studies.keeping import storage
from courses.studies.models import Study


@dataclass(frozen=True, slots=True)
class Prepared:
    folder: str
    frames: int


def address_of(header: Dataset) -> str:
    """Whole, with the site's own name: a client may follow it as it stands."""
    return (
        f"{settings.SITE_URL}/dicomweb/studies/{header.StudyInstanceUID}"
        f"/series/{header.SeriesInstanceUID}/instances/{header.SOPInstanceUID}"
    )


def prepare(copy: Path) -> Prepared:
    """Write everything that is served of a clean file under the instance's folder.
    Frames come one by one: however long the film, memory holds a few."""
    with framing.opened(copy) as file:
        clean = file.header
        folder = storage.instance_folder(clean.StudyInstanceUID, clean.SOPInstanceUID)
        number, first = 0, None
        for number, frame in enumerate(file.frames, 1):
            data = storage.wrapped(pixels.htj2k(frame))
            storage.put(storage.frame_name(folder, number), data)
            first = frame if first is None else first
    written = file.written if pixels.is_described(clean, first) else b""
    if first is not None:
        pixels.describe(clean, first)
        small = render.jpeg(render.shown(first, clean), side=render.THUMBNAIL)
        storage.put(storage.thumbnail_name(folder), small)
    _write_header(clean, folder, number, written)
    return Prepared(folder, number)


def _write_header(header: Dataset, folder: str, frames: int, written: bytes) -> None:
    """As the file has it, byte by byte, if that is still true of the frames."""
    if not written:
        header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        written = framing.as_file(header)
    storage.put(storage.header_name(folder), written)
    model = model_of(header, base=address_of(header), frames=frames)
    storage.put(storage.metadata_name(folder), storage.packed(compact([model])))


def position_of(header: Dataset) -> float | None:
    """Along the slice's normal, so that slices sort as they lie in the body."""
    place = header.get("ImagePositionPatient")
    turn = header.get("ImageOrientationPatient")
    if not place or not turn or len(place) != 3 or len(turn) != 6:
        return None
    normal = np.cross(np.array(turn[:3], float), np.array(turn[3:], float))
    return float(np.dot(normal, np.array(place, float)))


def describe_series(header: Dataset) -> str:
    """Made of coded attributes: the scanner's own description was a stranger's
    text and went."""
    words: list[Any] = [header.get("Modality") or "", _plane(header)]
    part = str(header.get("BodyPartExamined") or "").capitalize()
    kernel = header.get("ConvolutionKernel")
    if isinstance(kernel, str) and kernel:
        words.append(f"kernel {kernel}")
    if header.get("Modality") == "MR" and header.get("EchoTime"):
        words.append(f"TR {header.get('RepetitionTime')} TE {header.EchoTime}")
    view = header.get("ViewPosition")
    words = [words[0], part, *words[1:], str(view or "")]
    return " ".join(str(word) for word in words if word)[:64]


_PLANES = ("sagittal", "coronal", "axial")


def _plane(header: Dataset) -> str:
    turn = header.get("ImageOrientationPatient")
    if not turn or len(turn) != 6:
        return ""
    normal = np.abs(np.cross(np.array(turn[:3], float), np.array(turn[3:], float)))
    return _PLANES[int(normal.argmax())]


def gather_metadata(study: Study) -> None:
    """One packed answer for each series, in reading order."""
    for series in study.series.prefetch_related("instances"):
        models: list[Any] = []
        for instance in series.instances.all():
            name = storage.metadata_name(instance.folder)
            models.extend(json.loads(gzip.decompress(storage.get(name))))
        name = storage.series_metadata_name(study.uid, series.uid)
        storage.put(name, storage.packed(compact(models)))
