"""The second reader finds what a careless engine leaves, and says where."""

import ast
import sys
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file

from courses.dicom.deid.deidentify import deidentify
from courses.dicom.proof import verify
from courses.dicom.proof.verify import Verdict
from tests.dicom_maker import as_bytes, make_ct, write


@pytest.fixture
def original(tmp_path) -> Path:
    return write(tmp_path, make_ct(ImageComments="Seen by Hollyhock"))[0]


def check(original: Path, written: bytes) -> Verdict:
    copy = original.with_suffix(".clean")
    copy.write_bytes(written)
    return verify.check(original, copy)


def clean(original: Path) -> Dataset:
    return deidentify(dcmread(original), b"secret").dataset


def test_a_clean_file_passes(original):
    verdict = check(original, as_bytes(clean(original)))

    assert verdict.is_clean
    assert verdict.searched > 5


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("ImageComments", "Marigold"),
        ("ImageComments", "MRN-7734190"),
        ("StudyDescription", "see ACC5551234"),
        ("PatientBirthDate", "19581103"),
        ("ReferringPhysicianName", "Foxglove^X"),
    ],
)
def test_one_value_left_anywhere_is_found(original, keyword, value):
    careless = clean(original)
    setattr(careless, keyword, value)

    verdict = check(original, as_bytes(careless))

    assert verdict.leaks
    assert value not in " ".join(verdict.leaks)


def test_a_value_behind_the_last_element_or_in_the_preamble_is_found(original):
    written = as_bytes(clean(original))

    behind = check(original, written + b"Hollyhock")
    before = check(original, b"Hollyhock".ljust(128, b"\0") + written[128:])

    assert "PatientName" in behind.leaks
    assert behind.faults
    assert "PatientName" in before.leaks


def test_a_uid_of_the_original_is_a_leak(original):
    careless = clean(original)
    careless.SeriesInstanceUID = dcmread(original).SeriesInstanceUID

    verdict = check(original, as_bytes(careless))

    assert "SeriesInstanceUID" in verdict.leaks


def test_a_private_element_an_overlay_or_a_changed_geometry_is_a_fault(original):
    careless = clean(original)
    careless.private_block(0x0029, "US", create=True).add_new(1, "LO", "x")
    careless.add_new(0x60003000, "OW", b"\0\0")
    careless.PixelSpacing = [0.5, 0.5]

    faults = check(original, as_bytes(careless)).faults

    assert "A private element is left." in faults
    assert "A curve or an overlay is left." in faults
    assert "PixelSpacing has changed." in faults


def test_it_shares_no_code_with_the_engine():
    """Only itself, the standard library, numpy, and pydicom's dictionary."""
    room = Path(verify.__file__).parent
    files = list(room.glob("*.py"))
    own = {"courses.dicom.proof"}
    dictionary = {"pydicom.datadict", "pydicom._uid_dict", "pydicom._dicom_dict"}

    strangers = {
        (path.name, name)
        for path in files
        for name in imported_by(path)
        if name.partition(".")[0] not in sys.stdlib_module_names | {"numpy"}
        and name not in dictionary
        and not any(f"{name}.".startswith(f"{mine}.") for mine in own)
    }

    assert len(files) > 10
    assert strangers == set()


def imported_by(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    plain = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    named = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in plain for alias in node.names} | {
        node.module or "" for node in named
    }


@pytest.mark.parametrize("name", ["rtplan.dcm", "rtdose.dcm", "badVR.dcm"])
def test_a_file_whose_own_header_names_another_instance_has_no_fault(tmp_path, name):
    path = Path(str(get_testdata_file(name)))
    read = dcmread(path)
    assert read.file_meta.MediaStorageSOPInstanceUID != read.SOPInstanceUID
    copy = tmp_path / name
    copy.write_bytes(as_bytes(clean(path)))

    assert "replaced by" not in " ".join(verify.check(path, copy).faults)

    wrong = dcmread(copy)
    wrong.file_meta.MediaStorageSOPInstanceUID = "2.25.1"
    wrong.save_as(copy)  # enforced, it would be put right
    assert verify.check(path, copy).faults
