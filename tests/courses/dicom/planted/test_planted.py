"""Thousands of identifiers, none like another, in every place of every kind of file:
a plain search of what comes out finds none."""

import zlib
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import FileDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from courses.dicom.deid.cleaner import clean_file
from courses.dicom.deid.errors import CannotCleanError
from courses.dicom.deid.profile import PROFILES
from courses.dicom.pixels import frames
from courses.dicom.proof.verify import check
from tests.courses.dicom.planted import compressed, letters, needed, objects, places
from tests.courses.dicom.planted.marks import Marks
from tests.dicom_maker import as_bytes

SECRET = b"a secret for tests, long enough"
CHOSEN = ("basic", "teaching")


@cache
def planted(kind: str, *, syntax: str = ExplicitVRLittleEndian) -> tuple[bytes, Marks]:
    """A file of this kind with something of somebody in all places."""
    marks = Marks()
    is_big = syntax == ExplicitVRBigEndian
    dataset = objects.image(kind, syntax) if is_big else objects.make(kind, marks)
    for place in places.EVERYWHERE:
        place(dataset, marks)
    return written(dataset, syntax, marks), marks


def written(dataset: FileDataset, syntax: str, marks: Marks) -> bytes:
    dataset.file_meta.TransferSyntaxUID = syntax
    whole = as_bytes(dataset) + marks.raw("behind the last element")
    readable = whole
    if syntax == DeflatedExplicitVRLittleEndian:
        start = 144 + int.from_bytes(whole[140:144], "little")
        readable += zlib.decompressobj(-15).decompress(whole[start:])
    marks.forget_absent(readable)
    return whole


def cleaned(folder: Path, original: bytes, profile: str) -> bytes:
    source, target = folder / "original", folder / "clean"
    source.write_bytes(original)
    clean_file(source, target, secret=SECRET, profile=PROFILES[profile])
    return target.read_bytes()


@pytest.mark.parametrize("kind", objects.KINDS)
def test_nothing_planted_in_any_kind_of_object_comes_out(kind, tmp_path):
    """Nor does the second reader, which knows nothing of the marks, find a fault."""
    original, marks = planted(kind)

    for name in CHOSEN:
        assert marks.leaks(cleaned(tmp_path, original, name)) == []
        codes = [code for code, _meaning in PROFILES[name].methods]
        verdict = check(tmp_path / "original", tmp_path / "clean", methods=codes)
        assert (verdict.leaks, verdict.faults) == ([], [])
        assert verdict.searched > len(marks.planted) > 1500


@pytest.mark.parametrize(
    "syntax",
    [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian],
)
def test_no_encoding_hides_anything(syntax, tmp_path):
    original, marks = planted("CT", syntax=syntax)

    written = cleaned(tmp_path, original, "teaching")

    assert marks.leaks(written) == []
    assert len(marks.planted) > 1500


@pytest.mark.parametrize(("declared", "name"), letters.NAMES)
def test_names_go_in_whatever_letters(declared, name, tmp_path):
    original, marks = letters.planted(declared, name)

    written = cleaned(tmp_path, original, "teaching")

    assert marks.leaks(written) == []
    assert len(marks.planted) >= 4


@pytest.mark.parametrize("codec", compressed.CODECS)
def test_nothing_hides_among_compressed_frames(codec, tmp_path):
    original, marks, pixels = compressed.planted(codec)

    written = cleaned(tmp_path, original, "teaching")

    assert marks.leaks(written) == []
    assert len(marks.planted) >= 3
    shown = np.stack(list(frames(dcmread(BytesIO(written)))))
    most = 3 if codec == "JPEG baseline" else 0
    assert np.abs(shown.astype(int) - pixels).max() <= most


def test_an_offset_table_that_leads_nowhere_is_refused_and_no_disk_is_blamed(tmp_path):
    dataset = dcmread(BytesIO(compressed.planted("JPEG-LS")[0]))
    for keyword in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"):
        places.as_written(dataset, keyword, b"Hollyhock^M\xff\xff\xff\xff\xff")

    with pytest.raises(CannotCleanError):
        cleaned(tmp_path, as_bytes(dataset), "teaching")


def test_a_file_set_leaks_nothing_between_its_files(tmp_path):
    """Files of one study: what the first names must not stand in the second."""
    files = [planted(kind) for kind in ("CT", "key objects", "structured report")]

    whole = b"".join(cleaned(tmp_path, original, "teaching") for original, _m in files)

    assert [marks.leaks(whole) for _o, marks in files] == [[], [], []]


@pytest.mark.parametrize("kind", objects.IMAGES)
@pytest.mark.parametrize("profile", CHOSEN)
def test_what_reading_needs_is_kept(kind, profile, tmp_path):
    before = objects.make(kind, Marks())
    for word, value in needed.VALUES.items():
        setattr(before, word, value)

    after = dcmread(BytesIO(cleaned(tmp_path, as_bytes(before), profile)))

    lost = [word for word in needed.of(kind) if after.get(word) != before.get(word)]
    assert lost == []
    assert after.PixelData == before.PixelData
