"""A file far larger than memory is read a second time, and memory stays flat."""

import subprocess
import sys
from pathlib import Path

import pytest

from courses.dicom.deid.cleaner import clean_file
from courses.dicom.deid.profiles import named
from tests.dicom_maker import as_bytes, give_pixels, make_ct

pytestmark = pytest.mark.system
FRAMES, SIDE = 800, 512
SIZE = FRAMES * SIDE * SIDE * 2
MOST_MEGABYTES = 160
_ASK = """
import sys
from pathlib import Path
def peak():  # kB; ru_maxrss would begin with that of whoever started this
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM")).split()[1])
from courses.dicom.proof import verify
verdict = verify.check(Path(sys.argv[1]), Path(sys.argv[2]))
print(peak() // 1024)
print(verdict.leaks, verdict.faults)
"""


def large(folder: Path) -> Path:
    """Frames of nothing, which take no room on the disk."""
    dataset = make_ct(NumberOfFrames=FRAMES)
    give_pixels(dataset)
    dataset.Rows = dataset.Columns = SIDE
    small = as_bytes(dataset)
    head = small[: small.rindex(b"\xe0\x7f\x10\x00OW") + 8]
    path = folder / "large.dcm"
    with path.open("wb") as file:
        file.write(head + SIZE.to_bytes(4, "little"))
        file.truncate(len(head) + 4 + SIZE)
    return path


def judged(original: Path, copy: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", _ASK, str(original), str(copy)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    megabytes, verdict = done.stdout.splitlines()
    return int(megabytes), verdict


def test_four_hundred_megabytes_are_read_in_a_third_of_it(tmp_path):
    original, copy = large(tmp_path), tmp_path / "clean.dcm"
    clean_file(original, copy, secret=b"a secret for tests", profile=named("teaching"))

    megabytes, verdict = judged(original, copy)

    assert verdict == "[] []"
    assert megabytes < MOST_MEGABYTES
    assert copy.stat().st_size > 400 << 20


def test_a_name_deep_in_a_large_file_is_found(tmp_path):
    original, copy = large(tmp_path), tmp_path / "clean.dcm"
    clean_file(original, copy, secret=b"a secret for tests", profile=named("teaching"))
    with copy.open("r+b") as file:
        file.seek(300 << 20)
        file.write(b"Hollyhock")

    megabytes, verdict = judged(original, copy)

    assert "PatientName" in verdict
    assert "pixels have changed" in verdict
    assert megabytes < MOST_MEGABYTES
