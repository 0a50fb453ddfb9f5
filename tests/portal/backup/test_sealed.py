"""An archive that was changed, cut off or is locked is never taken for a whole one."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from portal.backup import sealed
from portal.backup.errors import BackupError
from portal.backup.sealed import SealedReader, SealedWriter

TEXT = b"Chest, PA and lateral. " * 40


@pytest.fixture(autouse=True)
def small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "FRAME", 256)
    monkeypatch.setattr(sealed, "COST", 2)


def seal(plain: bytes, key: str = "") -> bytes:
    target = io.BytesIO()
    writer = SealedWriter(target, key)
    writer.write(plain)
    writer.seal()
    return target.getvalue()


def unseal(archive: bytes, key: str = "") -> bytes:
    return SealedReader(io.BytesIO(archive), key).read() or b""


@pytest.mark.parametrize("key", ["", "a long key of the site's own"])
@pytest.mark.parametrize("plain", [b"", b"x" * 256, b"x" * 257, TEXT])
def test_what_was_sealed_is_read_back(plain: bytes, key: str) -> None:
    assert unseal(seal(plain, key), key) == plain


def test_a_locked_archive_shows_nothing_of_what_it_holds() -> None:
    assert b"lateral" not in seal(TEXT, "key")


@pytest.mark.parametrize(
    ("key", "says"), [("", "give its key"), ("other", "key does not open")]
)
def test_a_locked_archive_opens_to_its_key_alone(key: str, says: str) -> None:
    with pytest.raises(BackupError, match=says):
        unseal(seal(TEXT, "key"), key)


@settings(max_examples=40, deadline=None)
@given(some.data())
def test_a_single_changed_bit_is_noticed(data: some.DataObject) -> None:
    archive = bytearray(seal(TEXT, "key"))
    place = data.draw(some.integers(0, len(archive) - 1))
    archive[place] ^= 1 << data.draw(some.integers(0, 7))

    with pytest.raises(BackupError):
        unseal(bytes(archive), "key")


@settings(max_examples=40, deadline=None)
@given(some.data())
def test_an_archive_cut_off_anywhere_is_noticed(data: some.DataObject) -> None:
    archive = seal(TEXT)
    length = data.draw(some.integers(0, len(archive) - 1))

    with pytest.raises(BackupError):
        unseal(archive[:length])


def test_frames_cannot_change_places_or_be_left_out() -> None:
    archive = seal(TEXT)
    start = archive.index(b"\n") + 1
    frame = sealed.LENGTH.size + 256 + 16
    first, second = (
        archive[start : start + frame],
        archive[start + frame : start + 2 * frame],
    )
    rest = archive[start + 2 * frame :]

    for forged in (second + first + rest, second + rest, first + first + rest):
        with pytest.raises(BackupError, match="damaged"):
            unseal(archive[:start] + forged)


def test_something_added_at_the_end_is_noticed() -> None:
    with pytest.raises(BackupError, match="added"):
        unseal(seal(TEXT) + b"more")


def test_another_file_is_no_backup() -> None:
    with pytest.raises(BackupError, match="no backup of Reading Room"):
        unseal(b"PK\x03\x04 something else")
