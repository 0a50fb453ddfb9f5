"""The pieces of an upload: written one writer at a time, whole on the disk before
the row counts them."""

import base64
import binascii
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol

from django.utils import timezone

from courses.studies import intake
from courses.studies.keeping import quarantine
from courses.studies.models import DeliveryLine, Upload

# What the request that brought the last byte may leave to the sweeper.
RESCUE_AFTER = timedelta(minutes=5)
Code = DeliveryLine.Code
DIGESTS = ("sha1", "sha256")


class Body(Protocol):
    """What comes over the line: a request, or whatever can be read like one."""

    def read(self, size: int, /) -> bytes: ...


class TusError(Exception):
    """An answer of the protocol, with a sentence for whoever reads it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def path_of(upload: Upload) -> Path:
    return quarantine.inner(quarantine.UPLOADS) / upload.key


def write(
    upload: Upload, *, offset: int, body: Body, length: int, checksum: str = ""
) -> Upload:
    """The next piece. What came before the line broke is kept, unless a checksum
    was promised for the whole of it."""
    if upload.finished_at is not None or offset != upload.offset:
        raise TusError(409, f"The next byte is number {upload.offset}.")
    if length > upload.size - offset:
        raise TusError(413, "More bytes come than were promised.")
    with locked(upload) as file:
        upload.refresh_from_db(fields=["offset", "finished_at"])
        if offset != upload.offset:
            raise TusError(409, f"The next byte is number {upload.offset}.")
        upload.offset += _append(file, offset, body, upload.size - offset, checksum)
        _keep_count(upload)
    upload.delivery.hear()
    return upload


def _keep_count(upload: Upload) -> None:
    """While the file is still locked: the next writer must see it."""
    upload.heard_at = timezone.now()
    if upload.offset == upload.size:
        upload.finished_at = upload.heard_at
        upload.due_at = upload.heard_at + RESCUE_AFTER
    kept = Upload.objects.filter(pk=upload.pk).update(
        offset=upload.offset,
        heard_at=upload.heard_at,
        finished_at=upload.finished_at,
        due_at=upload.due_at,
    )
    if not kept:
        path_of(upload).unlink(missing_ok=True)
        raise TusError(410, "This upload was taken back.")


@contextmanager
def locked(upload: Upload) -> Iterator[IO[bytes]]:
    """One writer at a time, in whatever process: the file itself is the lock."""
    try:
        handle = os.open(path_of(upload), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise of_the_disk(error) from error
    with os.fdopen(handle, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise TusError(423, "Another request writes to this upload.") from taken
        yield file


def _append(file: IO[bytes], offset: int, body: Body, most: int, checksum: str) -> int:
    digest, wanted = _promised(checksum)
    came = 0
    try:
        file.truncate(offset)
        file.seek(offset)
        for piece in _pieces(body):
            if came + len(piece) > most:
                raise TusError(413, "More bytes come than were promised.")
            digest.update(piece)
            came += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            file.truncate(offset)
        raise of_the_disk(error) from error
    if wanted and digest.digest() != wanted:
        raise TusError(460, "The bytes are not those of the checksum.")
    return came


def _pieces(body: Body) -> Iterator[bytes]:
    """A broken line ends the body: what came is kept."""
    while True:
        try:
            piece = body.read(1 << 18)
        except OSError:
            return
        if not piece:
            return
        yield piece


def _promised(checksum: str) -> "tuple[hashlib._Hash, bytes]":
    """`Upload-Checksum: sha1 <base64>`; nothing promised is nothing compared."""
    name, _space, value = checksum.partition(" ")
    if not checksum:
        return hashlib.sha256(), b""
    if name not in DIGESTS:
        raise TusError(400, f"Checksums are {' and '.join(DIGESTS)}.")
    try:
        return hashlib.new(name, usedforsecurity=False), base64.b64decode(
            value, validate=True
        )
    except binascii.Error as wrong:
        raise TusError(400, "The checksum is no base64.") from wrong


def of_the_disk(error: OSError) -> TusError:
    full = intake.code_of(error) == Code.DISK_FULL
    return TusError(507, f"{(Code.DISK_FULL if full else Code.NO_WRITE).label}.")
