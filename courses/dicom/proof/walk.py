"""Open a file for the second reader, flat in memory however large, inflated if it is
deflated, and walk it."""

import mmap
import re
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from courses.dicom.proof.elements import START, Buffer, DamagedError, Walked, Walker

DEFLATED = "1.2.840.10008.1.2.1.99"
_SYNTAX = re.compile(rb"\x02\x00\x10\x00UI(..)([0-9.]+)", re.DOTALL)
_SMALL, _CHUNK = 1 << 16, 1 << 20


@contextmanager
def opened(path: Path) -> Iterator[Buffer]:
    """A file's bytes: a large one is mapped, so that memory stays flat."""
    with path.open("rb") as file:
        data = file.read(_SMALL)
        if len(data) < _SMALL:
            yield data
            return
        del data
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            yield mapped


@contextmanager
def walked(path: Path) -> Iterator[Walked]:
    """Every element of a file, from its first byte to its last."""
    with opened(path) as data:
        head = bytes(data[:4096])
        match = _SYNTAX.search(head)
        syntax = match[2].decode() if match else ""
        if syntax != DEFLATED:
            yield _walk(data, syntax)
            return
        with _inflated(data) as plain:
            yield _walk(plain, syntax)


def _walk(data: Buffer, syntax: str) -> Walked:
    found = Walked(data, syntax)
    walker = Walker(found)
    try:
        walker.whole_file()
    except (struct.error, DamagedError):
        found.at = found.reached
        found.strays.append((found.at, len(data)))
    return found


@contextmanager
def _inflated(data: Buffer) -> Iterator[Buffer]:
    """A deflated file as if it were not, and what stood behind the stream."""
    end = _meta_end(data)
    stream = zlib.decompressobj(-15)
    with tempfile.TemporaryFile() as file:
        file.write(data[:end])
        for at in range(end, len(data), _CHUNK):
            chunk = data[at : at + _CHUNK]
            while chunk and not stream.eof:
                file.write(stream.decompress(chunk, _CHUNK))
                chunk = stream.unconsumed_tail
        file.write(stream.flush())
        file.write(stream.unused_data[:_CHUNK])
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            yield mapped


def _meta_end(data: Buffer) -> int:
    """Group Length of the file meta says where the data set starts."""
    return START + 12 + int.from_bytes(data[START + 8 : START + 12], "little")
