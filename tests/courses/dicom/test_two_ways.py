"""The walker and pydicom lead to the same bytes, whatever they are given."""

import warnings
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pydicom.data
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydicom import Dataset, Sequence, dcmread
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from courses.dicom.deid import cleaner, walker
from courses.dicom.deid.errors import why_of
from courses.dicom.deid.options import Option, Profile
from courses.dicom.reading import DAMAGE
from tests.dicom_maker import as_bytes, make_ct

SECRET = b"a secret for tests"
EVERYTHING = Profile("everything", frozenset(Option) - {Option.RETAIN_FULL_DATES})
BASIC = Profile("basic")
FOLDERS = [Path(pydicom.data.__file__).parent]
try:
    import data_store

    FOLDERS.append(Path(data_store.__file__).parent)
except ImportError:
    pass


def real_files() -> list[Path]:
    """pydicom's own, those made to be odd among them."""
    found = [path for folder in FOLDERS for path in folder.rglob("*.dcm")]
    return sorted(path for path in found if path.stat().st_size < 2_000_000)


def never(*_: object) -> None:
    raise walker.OddError


def cleaned(source: Path, profile: Profile, target: Path) -> tuple[bytes, object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            done = cleaner.clean(source, target, secret=SECRET, profile=profile)
        except DAMAGE as error:
            return b"", why_of(error)
    return target.read_bytes(), done.report.as_dict()


def both(source: Path, profile: Profile, folder: Path, monkeypatch) -> list:
    quick = cleaned(source, profile, folder / "quick")
    with monkeypatch.context() as patch:
        patch.setattr(cleaner, "_quickly", never)
        slow = cleaned(source, profile, folder / "slow")
    return [quick, slow]


def test_both_ways_agree_on_every_real_file(tmp_path, monkeypatch):
    paths = real_files()

    unlike = []
    for path in paths:
        for profile in (BASIC, EVERYTHING):
            quick, slow = both(path, profile, tmp_path, monkeypatch)
            if quick[0] != slow[0] or (not quick[0] and quick[1] != slow[1]):
                unlike.append((path.name, profile.name))

    assert unlike == []
    assert len(paths) > 150


def test_most_real_files_need_no_pydicom(tmp_path, monkeypatch):
    asked = []
    slowly = cleaner._slowly
    monkeypatch.setattr(
        cleaner, "_slowly", lambda *given: asked.append(1) or slowly(*given)
    )

    for path in real_files():
        cleaned(path, BASIC, tmp_path / "out")

    assert len(asked) < len(real_files()) / 3


VALUES = some.one_of(
    some.text(max_size=40).filter(lambda text: "\0" not in text),
    some.sampled_from(["ORIGINAL", "1.5", "20260302", "067Y", "CHEST", "Hollyhock"]),
)
_KEYWORDS = """ImageType ScanOptions PatientAge StudyDate ContentTime KVP StationName
    SeriesDescription StudyDescription ConvolutionKernel PatientComments Manufacturer
    BodyPartExamined AcquisitionDateTime SliceThickness ImageComments ProtocolName
    SoftwareVersions InstitutionName PatientSex SOPInstanceUID EthnicGroup"""
KEYWORDS = _KEYWORDS.split()


@settings(max_examples=60, deadline=None)
@given(
    words=some.dictionaries(some.sampled_from(KEYWORDS), VALUES, max_size=8),
    depth=some.integers(0, 4),
    undefined=some.booleans(),
    syntax=some.sampled_from(
        [ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian]
    ),
)
def test_both_ways_agree_on_whatever_is_typed(
    words, depth, undefined, syntax, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("typed")
    dataset = make_ct(transfer_syntax=syntax, SpecificCharacterSet="ISO_IR 192")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        place: Dataset = dataset
        for _ in range(depth):
            item = Dataset()
            item.is_undefined_length_sequence_item = undefined
            place.ReferencedImageSequence = Sequence([item])
            place["ReferencedImageSequence"].is_undefined_length = undefined
            place = item
        for keyword, value in words.items():
            with suppress(ValueError, TypeError):  # no number for pydicom
                setattr(place, keyword, value)
        try:
            written = as_bytes(dataset)
        except (ValueError, TypeError):
            return
    source = folder / "in.dcm"
    source.write_bytes(written)

    with pytest.MonkeyPatch.context() as patch:
        quick, slow = both(source, EVERYTHING, folder, patch)

    assert quick == slow
    if quick[0]:
        assert dcmread(BytesIO(quick[0])).PatientIdentityRemoved == "YES"


@settings(max_examples=80, deadline=None)
@given(at=some.integers(132, 1400), byte=some.integers(0, 255), cut=some.booleans())
def test_a_damaged_file_is_a_line_and_never_more(at, byte, cut, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    whole = bytearray(as_bytes(make_ct()))
    at = min(at, len(whole) - 1)
    source = folder / "in.dcm"
    whole[at] = byte
    source.write_bytes(whole[:at] if cut else whole)

    written, said = cleaned(source, EVERYTHING, folder / "out")

    assert b"Hollyhock" not in written
    assert written or isinstance(said, str)
