"""Files of this machine, one after the other: folders, DICOMDIR folders, zips."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from courses.dicom.looking import Look, look
from courses.dicom.reading import files_under
from courses.studies import intake
from courses.studies.doors import unpacking
from courses.studies.doors.unpacking import is_zip, unpack
from courses.studies.intake.arrival import PAUSE
from courses.studies.models import Delivery, DeliveryLine


def take_in(
    paths: Iterable[Path], *, delivery: Delivery
) -> Iterator[tuple[str, DeliveryLine]]:
    """Each file's line, with the name by which the caller knows it. Nothing is kept
    in memory but the file at hand."""
    for number, path in enumerate(files(paths), 1):
        if not is_zip_file(path):
            line = intake.receive_file(
                path, delivery=delivery, number=number, settle=PAUSE
            )
            yield str(path), line
            continue
        unpack(path, delivery=delivery, number=number, settle=PAUSE)
        for line in delivery.lines.filter(number=number).order_by("member").iterator():
            yield name_of(path, line.member), line


def peek(paths: Iterable[Path]) -> Iterator[tuple[str, str | Look]]:
    """Each file's name, and what it is or why it would be left out, in zips too."""
    for path in files(paths):
        if is_zip_file(path):
            for member, seen in unpacking.peek(path):
                yield name_of(path, member), seen
        else:
            yield str(path), _seen(path)


def _seen(path: Path) -> str | Look:
    try:
        seen = look(path)
    except OSError:
        return DeliveryLine.Code.NOT_READ
    return str(seen.flaw) if seen.flaw else seen


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """A DICOMDIR stands for the folder that it lies in."""
    yield from files_under(
        path.parent if path.name.upper() == "DICOMDIR" and path.is_file() else path
        for path in paths
    )


def is_zip_file(path: Path) -> bool:
    try:
        return is_zip(path)
    except OSError:
        return False


def name_of(path: Path, member: int) -> str:
    """For the terminal of whoever has the zip; control characters are not shown."""
    if not member:
        return str(path)
    try:
        with ZipFile(path) as archive:
            names = [one.filename for one in archive.infolist() if not one.is_dir()]
    except (BadZipFile, OSError):
        return f"{path}, member {member}"
    shown = "".join(sign for sign in names[member - 1] if sign.isprintable())
    return f"{path}, {shown}"
