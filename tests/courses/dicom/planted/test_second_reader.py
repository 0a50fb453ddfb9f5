"""The second reader against careless engines: it finds each planted value, wherever it
is put back, and it accuses no careful one."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import Dataset, Sequence, dcmread
from pydicom.datadict import dictionary_VR
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
)

from courses.dicom.deid.cleaner import clean_file
from courses.dicom.deid.options import Profile
from courses.dicom.deid.profiles import named
from courses.dicom.proof import verify
from courses.dicom.proof.telling import needles_of
from courses.dicom.proof.values import values_of
from courses.dicom.proof.verify import Verdict
from courses.dicom.proof.walk import walked
from tests.courses.dicom.planted import careless, compressed, letters
from tests.courses.dicom.planted.marks import SILENT, Marks
from tests.courses.dicom.planted.places import TABLE
from tests.courses.dicom.planted.test_planted import SECRET, planted
from tests.dicom_maker import as_bytes, make_ct


def cleaned(folder: Path, original: bytes, profile: Profile) -> tuple[Path, Path]:
    source, target = folder / "original", folder / "clean"
    source.write_bytes(original)
    clean_file(source, target, secret=SECRET, profile=profile)
    return source, target


def judged(folder: Path, original: bytes, name: str = "teaching") -> Verdict:
    profile = named(name)
    methods = [code for code, _meaning in profile.methods]
    return verify.check(*cleaned(folder, original, profile), methods=methods)


@pytest.mark.parametrize("codec", compressed.CODECS)
def test_compressed_frames_are_found_to_be_the_same(codec, tmp_path):
    verdict = judged(tmp_path, compressed.planted(codec)[0])

    assert (verdict.leaks, verdict.faults) == ([], [])


@pytest.mark.parametrize(
    "syntax",
    ["", ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian],
)
def test_every_planted_value_is_looked_for(syntax, tmp_path):
    original, marks = planted("CT", **({"syntax": syntax} if syntax else {}))
    path = tmp_path / "original"
    path.write_bytes(original)

    with walked(path) as source:
        sought = needles_of(source, values_of(source)).keys()

    missed = {
        where for mark, where in marks.planted.items() if mark.lower() not in sought
    }
    assert missed == set()
    assert len(marks.planted) > 1500


@pytest.mark.parametrize("place", careless.PLACES, ids=lambda one: one.__name__)
def test_one_value_put_back_is_found_in_every_place(place, tmp_path):
    """Of each kind: a name, a number, a UID, a day."""
    source, target = cleaned(tmp_path, as_bytes(make_ct()), named("teaching"))
    clean = target.read_bytes()
    values = {
        b"Hollyhock": "PatientName",
        b"MRN-7734190": "PatientID",
        b"ACC5551234": "AccessionNumber",
        b"19581103": "PatientBirthDate",
        b"1.2.826.0.1.3680043.10.777.1": "StudyInstanceUID",
    }

    found = {}
    for value, name in values.items():
        target.write_bytes(place(clean, value))
        found[name] = name in verify.check(source, target).leaks

    assert found == dict.fromkeys(values.values(), True)


@pytest.mark.parametrize(("declared", "name"), letters.NAMES)
def test_names_are_found_whatever_their_letters(declared, name, tmp_path):
    original, marks = letters.planted(declared, name)
    source, target = cleaned(tmp_path, original, named("teaching"))
    clean = target.read_bytes()
    assert verify.check(source, target).is_clean

    missed = []
    for mark in marks.planted:
        target.write_bytes(clean + mark)
        if not verify.check(source, target).leaks:
            missed.append(mark)

    assert missed == []


def test_what_is_altered_is_named(tmp_path):
    dataset = make_ct(SeriesDate="20260304", PatientAge="097Y")
    source, target = cleaned(tmp_path, as_bytes(dataset), named("teaching"))
    clean = target.read_bytes()

    def faults_of(**changes: object) -> list[str]:
        copy = dcmread(BytesIO(clean))
        for keyword, value in changes.items():
            setattr(copy, keyword, value)
        target.write_bytes(as_bytes(copy))
        return verify.check(source, target, methods=["113100", "113107"]).faults

    kept = dcmread(BytesIO(clean)).PixelData
    assert "A method code says too much." in faults_of()
    assert "PixelSpacing has changed." in faults_of(PixelSpacing=[0.5, 0.5])
    assert "KVP has changed." in faults_of(KVP=None)
    assert "The pixels have changed." in faults_of(PixelData=kept[:-1] + b"\1")
    assert "Something stands behind the pixels." in faults_of(PixelData=kept + b"\0\0")
    assert "The days were not all moved alike." in faults_of(SeriesDate="20150101")
    assert "SeriesInstanceUID is no replaced UID." in faults_of(SeriesInstanceUID="1.2")
    assert "PatientAge tells an age past 89." in faults_of(PatientAge="097Y")
    for keyword in ("PatientIdentityRemoved", "DeidentificationMethod"):
        assert any("Nothing says" in one for one in faults_of(**{keyword: ""}))


def test_files_of_a_study_must_agree_on_their_uids_and_days(tmp_path):
    def study_faults() -> list[str]:
        seen = [verify.check(*pair, salt=b"of this study") for pair in pairs]
        assert all(one.is_clean for one in seen)
        return verify.counted(one.facts for one in seen)[0]

    pairs = []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        dataset = make_ct(InstanceNumber=number + 1)
        pairs.append(cleaned(folder, as_bytes(dataset), named("teaching")))
    assert study_faults() == []

    careless_copy = dcmread(pairs[1][1])
    careless_copy.SeriesInstanceUID = "2.25.12345"
    careless_copy.save_as(pairs[1][1], enforce_file_format=True)

    broken = "One UID was replaced by two: references are broken."
    assert study_faults() == [broken]


_TAGS = [tag for tag in TABLE if dictionary_VR(tag) not in (*SILENT, "SQ", "DA", "DT")]
_CHAIN = (
    "ReferencedImageSequence",
    "ContentSequence",
    "PerFrameFunctionalGroupsSequence",
    "RequestAttributesSequence",
    "PrivateSequence",
)
_nested = st.recursive(
    st.lists(st.sampled_from(_TAGS), min_size=1, max_size=4, unique=True),
    lambda inner: st.tuples(st.sampled_from(_CHAIN), inner),
    max_leaves=6,
)


def grown(shape: object, marks: Marks) -> Dataset:
    """A data set of this shape, something planted in each of its leaves."""
    dataset = Dataset()
    if isinstance(shape, list):
        for tag in shape:
            vr = dictionary_VR(tag).split(" or ")[0]
            dataset.add_new(tag, vr, marks.value(vr, f"{tag:08X}"))
        return dataset
    assert isinstance(shape, tuple)
    keyword, inner = shape
    items = Sequence([grown(inner, marks), grown(inner, marks)])
    if keyword == "PrivateSequence":
        block = dataset.private_block(0x0011, "MAKER", create=True)
        block.add_new(1, "SQ", items)
    else:
        setattr(dataset, keyword, items)
    return dataset


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(shapes=st.lists(_nested, min_size=1, max_size=4), implicit=st.booleans())
def test_whatever_is_nested_in_whatever_nothing_survives(shapes, implicit, tmp_path):
    marks = Marks()
    syntax = ImplicitVRLittleEndian if implicit else "1.2.840.10008.1.2.1"
    dataset = make_ct(transfer_syntax=syntax)
    for shape in shapes:
        dataset.update({one.tag: one for one in grown(shape, marks)})
    original = as_bytes(dataset)
    marks.forget_absent(original)

    source, target = cleaned(tmp_path, original, named("teaching"))

    assert marks.leaks(target.read_bytes()) == []
    assert verify.check(source, target).is_clean
