"""Metadata as JSON: quick where it can be, and never other than pydicom's own."""

from pathlib import Path

import pydicom.data
import pytest
from pydicom import Dataset, Sequence, dcmread

from courses.dicom.json import bulk_at, model_of
from courses.dicom.reading import DAMAGE
from tests.dicom_maker import make_ct, write

HERE = Path(pydicom.data.__file__).parent / "test_files"
SAMPLES = [
    path
    for path in sorted(HERE.glob("*.dcm"))
    if path.name[:3] in ("CT_", "MR_", "SC_", "rtd", "rtp", "exa", "wav", "rep")
]


def header_of(path: Path) -> Dataset:
    return dcmread(path, stop_before_pixels=True, force=True)


def as_pydicom_says(header: Dataset) -> dict:
    return header.to_json_dict(
        bulk_data_threshold=1024,
        bulk_data_element_handler=lambda _element: "somewhere",
        suppress_invalid_tags=True,
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_is_quickly_written_reads_as_pydicom_would_have_it(path):
    try:
        expected = as_pydicom_says(header_of(path))
    except DAMAGE:
        pytest.skip("pydicom itself cannot tell")

    found = model_of(header_of(path), base="/here", frames=0)

    for tag, element in expected.items():
        if "BulkDataURI" in element:
            assert found[tag]["BulkDataURI"] == f"/here/bulkdata/{tag}"
        elif element["vr"] != "SQ":
            assert found[tag] == element
    assert found.keys() == expected.keys()


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("SliceThickness", "1.25"),
        ("ImagePositionPatient", ["-179.2", "1e2", "+3"]),
        ("SeriesNumber", "0012"),
        ("ConvolutionKernel", "B 70 f "),
        ("ImageType", ["ORIGINAL", "", "AXIAL"]),
        ("StudyDate", "20240230"),
        ("StudyTime", "1015"),
        ("KVP", ""),
        ("PatientAge", "67Y"),
        ("SeriesDescription", "Größe"),
    ],
)
def test_an_odd_value_is_told_as_pydicom_tells_it(tmp_path, keyword, value):
    made = make_ct(SpecificCharacterSet="ISO_IR 100", **{keyword: value})
    [path] = write(tmp_path, made)

    found = model_of(header_of(path), base="/here", frames=0)

    assert found == as_pydicom_says(header_of(path))


def test_every_bulk_address_leads_to_its_bytes(tmp_path):
    made, item = make_ct(), Dataset()
    made.add_new(0x00281201, "OW", b"\1\2" * 2048)
    item.add_new(0x00283006, "OW", b"\3\4" * 2048)
    made.ModalityLUTSequence = Sequence([Dataset(), item])
    [path] = write(tmp_path, made)
    header = header_of(path)

    model = model_of(header, base="/here", frames=0)

    outer = model["00281201"]["BulkDataURI"].removeprefix("/here/bulkdata/")
    inner = model["00283000"]["Value"][1]["00283006"]["BulkDataURI"]
    inner = inner.removeprefix("/here/bulkdata/")
    assert (outer, inner) == ("00281201", "00283000/2/00283006")
    assert bulk_at(header, outer) == b"\1\2" * 2048
    assert bulk_at(header, inner) == b"\3\4" * 2048


@pytest.mark.parametrize(
    "path", ["00100010", "00283000/9/00283006", "00283000/1/00100010", "7FE00010"]
)
def test_an_address_that_leads_nowhere_gives_nothing(path):
    header = make_ct()
    del header.PixelData
    header.ModalityLUTSequence = Sequence([Dataset()])

    assert bulk_at(header, path) is None
