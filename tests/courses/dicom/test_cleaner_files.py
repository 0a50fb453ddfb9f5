"""Files that are cut, packed, huge, or none at all."""

import subprocess
import sys
import zlib
from io import BytesIO

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import DeflatedExplicitVRLittleEndian, ImplicitVRLittleEndian

from courses.dicom.deid import cleaner
from tests.dicom_maker import as_bytes, make_ct
from tests.makers.cleaning import cleaned, refused

SPOOF = b"Hollyhock^Marigold"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SOPClassUID": "1.3.12.2.1107.5.9.1"}, "maker's own class"),
        ({"transfer_syntax": "1.2.840.10008.1.2.4.102"}, "film"),
        ({"transfer_syntax": "1.2.840.10008.1.2.4.94"}, "elsewhere"),
        ({"transfer_syntax": "1.2.840.113619.5.2"}, "transfer syntax"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_in_a_sentence(tmp_path, change, said):
    syntax = change.pop("transfer_syntax", None)
    dataset = make_ct(**change)
    whole = as_bytes(dataset)
    if syntax:
        old = dataset.file_meta.TransferSyntaxUID.encode()
        wide = len(old) + len(old) % 2
        meta = whole.index(b"\2\0\x10\0UI")
        new = syntax.encode() + b"\0" * (len(syntax) % 2)
        head = whole[:meta] + b"\2\0\x10\0UI" + len(new).to_bytes(2, "little") + new
        whole = head + whole[meta + 8 + wide :]

    assert said in refused(whole, tmp_path)


@pytest.mark.parametrize("written", [b"", b"no image at all", bytes(4000)])
def test_what_is_no_dicom_is_refused_in_a_sentence(tmp_path, written):
    assert "no DICOM object" in refused(written, tmp_path)


@pytest.mark.parametrize("left", [1, 3, 200, 500])
def test_a_file_that_ends_too_early_is_refused(tmp_path, left):
    whole = as_bytes(make_ct())

    assert "ends" in refused(whole[:-left], tmp_path)


def test_a_deflated_file_is_read_to_its_end_and_no_further(tmp_path):
    dataset = make_ct(transfer_syntax=DeflatedExplicitVRLittleEndian)

    clean = dcmread(BytesIO(cleaned(as_bytes(dataset) + SPOOF, tmp_path)))

    assert np.array_equal(clean.pixel_array.ravel(), np.arange(256))
    assert clean.file_meta.TransferSyntaxUID.name == "Explicit VR Little Endian"


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(cleaner, "_MOST_UNPACKED", 1 << 20)
    dataset = make_ct(transfer_syntax=DeflatedExplicitVRLittleEndian)
    head = as_bytes(dataset)
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    meta = head[: 132 + 12 + int.from_bytes(head[140:144], "little")]
    bomb = squeezer.compress(bytes(64 << 20)) + squeezer.flush()

    assert "unpacks to more" in refused(meta + bomb, tmp_path)


def test_a_file_without_preamble_is_read_all_the_same(tmp_path):
    dataset = make_ct(transfer_syntax=ImplicitVRLittleEndian)
    out = BytesIO()
    dataset.save_as(out, implicit_vr=True, little_endian=True)
    bare = Dataset(dataset)
    bare_out = BytesIO()
    bare.save_as(bare_out, implicit_vr=True, little_endian=True)

    clean = dcmread(BytesIO(cleaned(bare_out.getvalue(), tmp_path)))

    assert clean.file_meta.MediaStorageSOPInstanceUID == clean.SOPInstanceUID
    assert np.array_equal(clean.pixel_array.ravel(), np.arange(256))


MEASURED = """
import sys
from pathlib import Path
def peak():  # kB; ru_maxrss would begin with that of whoever started this
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM")).split()[1])
from courses.dicom.deid import cleaner
from courses.dicom.deid.profile import TEACHING
before = peak()
cleaner.clean_file(Path(sys.argv[1]), Path(sys.argv[2]), secret=b"s", profile=TEACHING)
print(peak() - before)
"""


@pytest.mark.system
@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"])
def test_a_film_of_hundreds_of_megabytes_takes_no_more_memory(tmp_path, syntax):
    frames, size = 800, 512 * 512 * 2
    dataset = make_ct(transfer_syntax=syntax)
    dataset.Rows = dataset.Columns = 512
    dataset.NumberOfFrames = frames
    dataset.PixelData = b"\0\0"
    written = as_bytes(dataset)
    order = "little" if syntax.endswith(".1") else "big"
    source = tmp_path / "film.dcm"
    with source.open("wb") as file:  # sparse: it takes no room on the disk
        file.write(written[:-6] + (frames * size).to_bytes(4, order))
        file.truncate(file.tell() + frames * size)

    said = subprocess.run(
        [sys.executable, "-c", MEASURED, source, tmp_path / "out.dcm"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert (tmp_path / "out.dcm").stat().st_size > frames * size
    assert int(said.stdout) < 64 * 1024  # kilobytes
