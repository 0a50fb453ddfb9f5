"""Is all that was released there, whole, and nothing besides?"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from pydicom import dcmread

from courses.dicom import pixels
from courses.dicom.reading import DAMAGE
from courses.studies.keeping import storage, sweeping
from courses.studies.models import Instance, Series, Study

AT_ONCE = 100
MISSING, DAMAGED, ORPHAN = "missing", "damaged", "orphan"
_BROKEN = (*DAMAGE, zlib.error, RuntimeError, UnidentifiedImageError)
Check = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Flaw:
    """`name` is a file or a folder of the store."""

    kind: str
    name: str


@dataclass(slots=True)
class Tally:
    studies: int = 0
    instances: int = 0
    files: int = 0


def flaws(tally: Tally, *, decode: bool = False) -> Iterator[Flaw]:
    """What is wrong, study by study; then what belongs to no study at all.

    `decode`: every frame as well, which takes as long as it takes."""
    released = Study.objects.released().order_by("pk")
    for study in released.prefetch_related("series__instances").iterator(AT_ONCE):
        tally.studies += 1
        yield from _of_study(study, tally, decode=decode)
    for uid in sweeping.orphans():
        yield Flaw(ORPHAN, storage.study_folder(uid))


def repair(flaw: Flaw) -> bool:
    """An orphan goes; what is missing or damaged cannot be made anew from nothing."""
    if flaw.kind != ORPHAN:
        return False
    if storage.exists(flaw.name) and _is_file(flaw.name):
        storage.store().delete(flaw.name)
    else:
        storage.erase(flaw.name)
    return True


def _is_file(name: str) -> bool:
    try:
        storage.get(name)
    except OSError:
        return False
    return True


def _of_study(study: Study, tally: Tally, *, decode: bool) -> Iterator[Flaw]:
    expected = _expected(study, tally, decode=decode)
    for name, is_whole in expected.items():
        flaw = _judged(name, is_whole)
        if flaw:
            yield Flaw(flaw, name)
    tally.files += len(expected)
    known = {name.rpartition("/")[0] for name in expected}
    yield from _besides(storage.study_folder(study.uid), set(expected), known)


def _expected(study: Study, tally: Tally, *, decode: bool) -> dict[str, Check]:
    """Each name that must be there, and how to tell that it is whole."""
    names: dict[str, Check] = {}
    for series in study.series.all():
        listed = series.instances.all()
        tally.instances += len(listed)
        name = storage.series_metadata_name(study.uid, series.uid)
        names[name] = _lists(series)
        for instance in listed:
            names.update(_of_instance(instance, decode=decode))
    return names


def _of_instance(instance: Instance, *, decode: bool) -> Iterator[tuple[str, Check]]:
    folder = instance.folder
    yield storage.header_name(folder), _is_header_of(instance)
    yield storage.metadata_name(folder), _is_json
    if instance.frames:
        yield storage.thumbnail_name(folder), _is_picture
    for number in range(1, instance.frames + 1):
        yield storage.frame_name(folder, number), _decodes if decode else _is_frame


def _judged(name: str, is_whole: Check) -> str:
    try:
        data = storage.get(name)
    except FileNotFoundError:
        return MISSING
    except OSError:
        return DAMAGED
    try:
        return "" if is_whole(data) else DAMAGED
    except _BROKEN:
        return DAMAGED


def _besides(folder: str, expected: set[str], known: set[str]) -> Iterator[Flaw]:
    """Files that nothing asks for; a folder that none is expected in, as a whole."""
    try:
        folders, files = storage.store().listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        if f"{folder}/{file}" not in expected:
            yield Flaw(ORPHAN, f"{folder}/{file}")
    for inner in folders:
        if f"{folder}/{inner}" in known:
            yield from _besides(f"{folder}/{inner}", expected, known)
        else:
            yield Flaw(ORPHAN, f"{folder}/{inner}")


def _is_header_of(instance: Instance) -> Check:
    """This image's, with all that its metadata tells of: pydicom takes a file that
    was cut off for a shorter one."""

    def check(data: bytes) -> bool:
        header = dcmread(BytesIO(data))
        held = {f"{tag:08X}" for tag in header.keys()}  # noqa: SIM118 - no mapping
        return header.SOPInstanceUID == instance.uid and _told(instance) <= held

    return check


def _told(instance: Instance) -> set[str]:
    """Tags of the metadata; none where that file is itself not as it should be."""
    try:
        packed = storage.get(storage.metadata_name(instance.folder))
        [model] = json.loads(gzip.decompress(packed))
    except _BROKEN:
        return set()
    return {tag for tag in model if not tag.startswith("7FE0")}


def _is_json(data: bytes) -> bool:
    return bool(json.loads(gzip.decompress(data)))


def _lists(series: Series) -> Check:
    number = len(series.instances.all())
    return lambda data: len(json.loads(gzip.decompress(data))) == number


def _is_picture(data: bytes) -> bool:
    with Image.open(BytesIO(data)) as picture:
        picture.load()
    return True


def _is_frame(part: bytes) -> bool:
    """Wrapped as it is served, from the codestream's first marker to its last
    (ISO/IEC 15444-1 A.4)."""
    codestream = storage.unwrapped(part)
    return (
        storage.wrapped(codestream) == part
        and codestream.startswith(b"\xff\x4f\xff\x51")
        and codestream.endswith(b"\xff\xd9")
    )


def _decodes(part: bytes) -> bool:
    return _is_frame(part) and bool(pixels.from_htj2k(storage.unwrapped(part)).size)
