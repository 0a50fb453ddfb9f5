"""A zip, member by member. Its names and its links are never followed: each member
is a number, its bytes go into quarantine, and what it is is asked there."""

import lzma
import secrets
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from time import monotonic
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from django.conf import settings

from courses.dicom.looking import Look, look
from courses.studies import intake
from courses.studies.keeping import quarantine
from courses.studies.models import Delivery, DeliveryLine

Code = DeliveryLine.Code
SIGNS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Images shrink by two to five, black ones by a hundred; a bomb by a thousand.
MOST_SHRUNK, OF_NO_MATTER = 150, 256 << 20
NAMES_AT_MOST = 512  # bytes of one entry in the table of contents, on the whole
_BROKEN = (
    BadZipFile,
    LargeZipFile,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
    KeyError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)


def is_zip(path: Path) -> bool:
    """By its first bytes; a DICOM file may have any preamble."""
    with path.open("rb") as file:
        head = file.read(132)
    return head.startswith(SIGNS) and head[128:] != b"DICM"


def unpack(
    path: Path,
    *,
    delivery: Delivery,
    number: int,
    start: int = 0,
    seconds: float = float("inf"),
    settle: timedelta | None = None,
) -> int | None:
    """Take the members in from `start` on. Returns where to go on when time is
    over, None when all is done. Doing a part twice doubles nothing."""
    ends, at = monotonic() + seconds, start
    try:
        with _opened(path) as (archive, members):
            hindered = _why_not(path, members)
            if hindered:
                intake.leave_out(delivery, number, hindered)
                return None
            for at in range(start, len(members)):
                if at > start and monotonic() > ends:
                    return at
                _take_in(archive, members[at], delivery, number, at + 1, settle)
    except _BROKEN:
        intake.leave_out(delivery, number, Code.BAD_ZIP)
    except OSError as error:
        intake.leave_out(delivery, number, intake.code_of(error))
    return None


def peek(path: Path) -> Iterator[tuple[int, str | Look]]:
    """Each member's number, and what it is or why it would be left out; 0 is the
    zip itself. Nothing is taken in."""
    try:
        with _opened(path) as (archive, members), TemporaryDirectory() as folder:
            hindered = _why_not(path, members)
            if hindered:
                yield 0, hindered
                return
            for at, member in enumerate(members, 1):
                draft = Path(folder) / str(at)
                yield at, _seen(archive, member, draft)
                draft.unlink(missing_ok=True)
    except _BROKEN:
        yield 0, Code.BAD_ZIP
    except OSError as error:
        yield 0, intake.code_of(error)


def _seen(archive: ZipFile, member: ZipInfo, draft: Path) -> str | Look:
    code = _hindered(member) or _written(archive, member, draft)
    if code:
        return code
    seen = look(draft)
    return str(seen.flaw) if seen.flaw else seen


@contextmanager
def _opened(path: Path) -> Iterator[tuple[ZipFile, list[ZipInfo]]]:
    if _size_of_contents(path) > settings.UNPACK_MAX_FILES * NAMES_AT_MOST:
        raise BadZipFile
    with ZipFile(path) as archive:
        yield archive, [one for one in archive.infolist() if not one.is_dir()]


def _size_of_contents(path: Path) -> int:
    """Bytes of the table of contents, before it is read into memory as a whole
    (APPNOTE 4.3.14 to 4.3.16)."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0:
            raise BadZipFile
        (contents,) = struct.unpack_from("<L", tail, at + 12)
        far = tail.rfind(b"PK\x06\x07", 0, at)
        if contents == 0xFFFFFFFF and far >= 0:
            file.seek(struct.unpack_from("<Q", tail, far + 8)[0])
            (contents,) = struct.unpack_from("<Q", file.read(56), 40)
    return int(contents)


def _why_not(path: Path, members: list[ZipInfo]) -> str:
    """What forbids to unpack any of it. The sizes are those that the zip claims;
    `zipfile` gives no byte more than was claimed."""
    total, packed = sum(one.file_size for one in members), path.stat().st_size
    if len(members) > settings.UNPACK_MAX_FILES:
        return Code.TOO_LARGE
    if total > settings.UNPACK_MAX_BYTES:
        return Code.BOMB
    if total > OF_NO_MATTER and total > packed * MOST_SHRUNK:
        return Code.BOMB
    if members and all(one.flag_bits & 1 for one in members):
        return Code.ENCRYPTED
    return "" if members else Code.EMPTY


def _take_in(
    archive: ZipFile,
    member: ZipInfo,
    delivery: Delivery,
    number: int,
    at: int,
    settle: timedelta | None,
) -> None:
    line = delivery.lines.filter(number=number, member=at).first()
    if line is not None and line.has_arrived:
        return
    code = _hindered(member)
    if code:
        intake.leave_out(delivery, number, code, member=at)
        return
    draft = quarantine.inner(quarantine.ARRIVING) / f"{secrets.token_hex(12)}.part"
    try:
        code = _written(archive, member, draft)
        if code:
            intake.leave_out(delivery, number, code, member=at)
            return
        intake.receive_file(
            draft,
            delivery=delivery,
            number=number,
            member=at,
            settle=settle,
            may_link=True,
        )
    finally:
        draft.unlink(missing_ok=True)


def _hindered(member: ZipInfo) -> str:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return Code.LINK
    if member.flag_bits & 1:
        return Code.ENCRYPTED
    if member.file_size > settings.INTAKE_MAX_BYTES:
        return Code.TOO_LARGE
    return Code.DISK_FULL if member.file_size > quarantine.free_bytes() else ""


def _written(archive: ZipFile, member: ZipInfo, draft: Path) -> str:
    """The member's bytes into a file of ours; or the code of what is wrong."""
    try:
        with archive.open(member) as packed, draft.open("xb") as file:
            draft.chmod(0o600)
            copyfileobj(packed, file, quarantine.CHUNK)
    except _BROKEN:
        return Code.BAD_ZIP
    except OSError as error:
        return intake.code_of(error) if error.errno else Code.BAD_ZIP
    return Code.NESTED if is_zip(draft) else ""
