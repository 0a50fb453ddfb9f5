"""One file through the cleaner."""

from pathlib import Path

import pytest

from courses.dicom.deid import cleaner
from courses.dicom.deid.errors import CannotCleanError
from courses.dicom.deid.profile import TEACHING

SECRET = b"a secret for tests"


def cleaned(written: bytes, folder: Path) -> bytes:
    source, target = folder / "in.dcm", folder / "out.dcm"
    source.write_bytes(written)
    cleaner.clean_file(source, target, secret=SECRET, profile=TEACHING)
    return target.read_bytes()


def refused(written: bytes, folder: Path) -> str:
    with pytest.raises(CannotCleanError) as caught:
        cleaned(written, folder)
    return str(caught.value)
