"""A file that can only be read whole and unchanged, and with a key only by its holder.

A header line, then frames of up to a megabyte under AES-256-GCM. Each frame is bound to
the header, its number and whether it is the last, so that none can be changed, moved,
left out or cut off unnoticed. Without a key the seal still proves wholeness.
"""

import io
import json
import secrets
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from portal.backup.errors import BackupError

FORMAT = "reading-room-backup-1"
FRAME = 1 << 20
COST = 1 << 15  # of guessing a key
LONGEST_HEADER = 1000
LENGTH = struct.Struct(">I?")  # how long the frame is, and whether it is the last


class SealedWriter(io.RawIOBase):
    def __init__(self, target: BinaryIO, key: str) -> None:
        salt = secrets.token_bytes(16)
        about = {"format": FORMAT, "keyed": bool(key), "salt": salt.hex()}
        self._header = json.dumps(about).encode() + b"\n"
        self._cipher = _cipher(key, salt)
        self._target, self._number, self._waiting = target, 0, bytearray()
        target.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self._waiting += view
        while len(self._waiting) > FRAME:
            self._put(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]
        return view.nbytes

    def seal(self) -> None:
        """Write the last frame: without this call the archive counts as cut off."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        bound = _bound_to(self._header, self._number, last=last)
        frame = self._cipher.encrypt(_nonce(self._number), plain, bound)
        self._target.write(LENGTH.pack(len(frame), last) + frame)
        self._number += 1


class SealedReader(io.RawIOBase):
    def __init__(self, source: BinaryIO, key: str) -> None:
        self._source, self._number, self._ended = source, 0, False
        self._ready = memoryview(b"")
        self._header = source.readline(LONGEST_HEADER)
        self._keyed, salt = _about(self._header)
        if self._keyed and not key:
            raise BackupError("This backup is locked: give its key in BACKUP_KEY.")
        self._cipher = _cipher(key if self._keyed else "", salt)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._ready and not self._ended:
            self._ready = memoryview(self._next())
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _next(self) -> bytes:
        length, last = self._length()
        frame = self._source.read(length)
        if len(frame) < length:
            raise BackupError("This backup is cut off: take another one.")
        try:
            bound = _bound_to(self._header, self._number, last=last)
            plain = self._cipher.decrypt(_nonce(self._number), frame, bound)
        except InvalidTag as error:
            raise BackupError(self._mistrust()) from error
        self._number, self._ended = self._number + 1, last
        if last and self._source.read(1):
            raise BackupError("This backup has something added to it: take another.")
        return plain

    def _length(self) -> tuple[int, bool]:
        head = self._source.read(LENGTH.size)
        if len(head) < LENGTH.size:
            raise BackupError("This backup is cut off: take another one.")
        length, last = LENGTH.unpack(head)
        if length > 2 * FRAME:
            raise BackupError("This backup is damaged: take another one.")
        return length, last

    def _mistrust(self) -> str:
        if self._keyed and self._number == 0:
            return "The key does not open this backup, or the backup is damaged."
        return "This backup is damaged: take another one."


def _about(header: bytes) -> tuple[bool, bytes]:
    """Whether a key was given, and the salt."""
    try:
        about = json.loads(header)
        if about["format"] == FORMAT and isinstance(about["keyed"], bool):
            return about["keyed"], bytes.fromhex(about["salt"])
    except (ValueError, TypeError, KeyError):
        pass
    raise BackupError("This file is no backup of Reading Room.")


def _cipher(key: str, salt: bytes) -> AESGCM:
    derive = Scrypt(salt=salt, length=32, n=COST, r=8, p=1)
    return AESGCM(derive.derive(key.encode()))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")  # the salt, and so the key, is used once


def _bound_to(header: bytes, number: int, *, last: bool) -> bytes:
    return header + struct.pack(">Q?", number, last)
