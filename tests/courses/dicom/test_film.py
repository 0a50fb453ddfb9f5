"""A film keeps its pace, and names nothing that is not there."""

from pathlib import Path

import pytest
from pydicom import DataElement, Dataset, dcmread
from pydicom.config import IGNORE
from pydicom.data import get_testdata_file
from pydicom.tag import Tag

from courses.dicom.deid.cleaner import clean_file
from courses.dicom.deid.profiles import named
from courses.dicom.proof import verify
from tests.dicom_maker import make_ct, write

ULTRASOUND_FILM = "1.2.840.10008.5.1.4.1.1.3.1"


def cleaned(path: Path) -> Dataset:
    """The engine's copy, which the second reader has nothing against."""
    copy = path.with_name("copy")
    profile = named("basic")
    clean_file(path, copy, secret=b"secret", profile=profile)
    verdict = verify.check(path, copy, methods=["113100"])
    assert (verdict.leaks, verdict.faults) == ([], [])
    return dcmread(copy)


def film_of(**over: object) -> Dataset:
    values = {"SOPClassUID": ULTRASOUND_FILM, "Modality": "US", "NumberOfFrames": 1}
    return make_ct(**values, **over)


def film(tmp_path: Path, **over: object) -> Path:
    return write(tmp_path, film_of(**over))[0]


def test_it_points_at_what_is_there(tmp_path):
    path = film(
        tmp_path, FrameIncrementPointer=Tag(0x00181063), FrameTime="33.3", CineRate=30
    )

    clean = cleaned(path)

    assert clean.FrameIncrementPointer == 0x00181063
    assert (clean.FrameTime, clean.CineRate) == (33.3, 30)


def test_what_was_removed_is_pointed_at_no_more(tmp_path):
    """A film that says its pace and the windows of a gamma camera besides."""
    path = film(
        tmp_path,
        FrameIncrementPointer=[Tag(0x00540010), Tag(0x00181065)],
        EnergyWindowVector=[1],
        FrameTimeVector=["0", "40"],
    )

    clean = cleaned(path)

    assert "EnergyWindowVector" not in clean
    assert clean.FrameIncrementPointer == 0x00181065
    assert clean.FrameTimeVector == [0, 40]


@pytest.mark.parametrize("name", ["JPEG2000.dcm", "JPEG-lossy.dcm"])
def test_a_pointer_at_nothing_goes(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(Path(str(get_testdata_file(name))).read_bytes())
    assert "FrameIncrementPointer" in dcmread(path)

    assert "FrameIncrementPointer" not in cleaned(path)


def test_more_digits_than_a_decimal_may_have_are_rounded(tmp_path):
    """As devices write them: a third of a tenth of a second, a slice's place."""
    dataset = film_of(FrameIncrementPointer=Tag(0x00181063))
    for keyword, value in {
        "FrameTime": "33.333333333333333333",
        "ImagePositionPatient": ["-120.5", "0.12345678901234567", "3"],
    }.items():
        dataset.add(DataElement(keyword, "DS", value, validation_mode=IGNORE))
    path = write(tmp_path, dataset)[0]
    assert b"33.333333333333333333" in path.read_bytes()

    clean = cleaned(path)

    assert float(clean.FrameTime) == pytest.approx(33.333333333, abs=1e-9)
    assert len(str(clean.FrameTime)) <= 16
    place = [float(one) for one in clean.ImagePositionPatient]
    assert place == pytest.approx([-120.5, 0.123456789, 3], abs=1e-9)
    assert clean.FrameIncrementPointer == 0x00181063
