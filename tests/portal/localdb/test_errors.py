"""What stops a private database is said in one sentence, with what to do."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.localdb.errors import LocalDatabaseError, in_plain_words, sentence_in
from tests.portal.localdb.conftest import ROOT, needs_root


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "is full: free some space"),
        (errno.EROFS, "is read-only: make it writable"),
        (errno.EACCES, "belongs to another account: run this as its owner"),
        (errno.EIO, "cannot be used (Input/output error)"),
    ],
)
def test_what_the_system_refuses_is_one_sentence(number: int, says: str) -> None:
    with pytest.raises(LocalDatabaseError) as refused, in_plain_words(Path("/data")):
        raise OSError(number, os.strerror(number))

    assert says in str(refused.value)
    assert "/data" in str(refused.value)


def test_what_postgres_says_last_is_quoted_where_nothing_better_is_known() -> None:
    log = "LOG:  starting\nFATAL:  data directory is odd\nLOG:  shut down\n"

    assert "FATAL:  data directory is odd" in sentence_in(log, Path("/data"))
    assert "is full" in sentence_in("No space left on device", Path("/data"))


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=711", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def start_on(disk: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal.localdb", "true"],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        | {"PORTAL_DATA": str(disk / "data")},
        check=False,
        capture_output=True,
        text=True,
    )


@needs_root
def test_a_full_disk_is_one_sentence(small_disk: Path) -> None:
    done = start_on(small_disk)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "is full: free some space and start again." in done.stderr


@needs_root
def test_a_read_only_disk_is_one_sentence(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    done = start_on(small_disk)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "is read-only: make it writable" in done.stderr
