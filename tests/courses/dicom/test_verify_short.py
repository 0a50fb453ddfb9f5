"""Short names and common words: found where they are left, and nobody is accused."""

from pathlib import Path

import pytest
from pydicom import Dataset, Sequence, dcmread
from pydicom.data import get_testdata_file

from courses.dicom.deid.cleaner import clean_file
from courses.dicom.deid.options import Option, Profile
from courses.dicom.deid.profiles import named
from courses.dicom.proof import verify
from courses.dicom.proof.verify import Verdict
from tests.dicom_maker import as_bytes, make_ct, write

KEEPS_MUCH = Profile(
    "described",
    frozenset(
        {
            Option.RETAIN_INSTITUTION_IDENTITY,
            Option.RETAIN_DEVICE_IDENTITY,
            Option.CLEAN_DESCRIPTORS,
        }
    ),
)


def judged(original: Path, profile: Profile, **left: object) -> Verdict:
    """What is said of the engine's copy, with `left` put back into it."""
    copy = original.with_name("copy")
    clean_file(original, copy, secret=b"secret", profile=profile)
    if left:
        written = dcmread(copy)
        for keyword, value in left.items():
            setattr(written, keyword, value)
        copy.write_bytes(as_bytes(written))
    return verify.check(
        original, copy, methods=[code for code, _meaning in profile.methods]
    )


def original_of(tmp_path: Path, **over: object) -> Path:
    return write(tmp_path, make_ct(**over))[0]


@pytest.mark.parametrize("name", ["rtplan.dcm", "MR_small.dcm"])
def test_a_kept_institution_is_no_secret_in_what_else_is_kept(name, tmp_path):
    """One is called “Here”, and its maker “Manufacturer name here”."""
    original = tmp_path / name
    original.write_bytes(Path(str(get_testdata_file(name))).read_bytes())

    verdict = judged(original, KEEPS_MUCH)

    assert (verdict.leaks, verdict.faults) == ([], [])


def test_a_kept_institution_that_is_also_a_name_stays_a_secret(tmp_path):
    original = original_of(tmp_path, InstitutionName="Hollyhock")

    leaks = judged(original, KEEPS_MUCH, ProtocolName="Hollyhock").leaks

    assert leaks == ["PatientName"]


def test_an_institution_that_is_not_kept_is_found_in_what_is(tmp_path):
    original = original_of(tmp_path, InstitutionName="Here", Manufacturer="Here")
    profile = named("device-qa")
    assert judged(original, profile).leaks == []

    assert judged(original, profile, Manufacturer="Here").leaks == ["InstitutionName"]


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("ImageComments", "Ng"),
        ("ImageComments", " NG "),
        ("OperatorsName", "Somebody^Ng"),
        ("StationName", "ng"),
        ("SeriesDescription", "Ng"),
        ("CodeMeaning", "Ng"),
    ],
)
def test_a_name_of_two_letters_left_as_a_whole_value_is_found(keyword, value, tmp_path):
    original = original_of(tmp_path, PatientName="Ng^Marigold")

    assert judged(original, named("teaching"), **{keyword: value}).leaks == [
        "PatientName"
    ]


def test_so_is_one_deep_in_a_sequence_and_one_ideograph(tmp_path):
    item = Dataset()
    item.PersonName = "Somebody^李"
    item.SpecificCharacterSet = "ISO_IR 192"
    original = original_of(
        tmp_path, PatientName="李^Marigold", SpecificCharacterSet="ISO_IR 192"
    )

    verdict = judged(
        original,
        named("teaching"),
        SpecificCharacterSet="ISO_IR 192",
        ContentCreatorIdentificationCodeSequence=Sequence([item]),
    )

    assert verdict.leaks == ["PatientName"]


def test_a_number_of_two_digits_left_as_a_whole_value_is_found(tmp_path):
    original = original_of(tmp_path, PatientID="17", InstanceNumber=17)

    assert judged(original, named("teaching")).is_clean
    assert judged(original, named("teaching"), PatientComments="17").leaks == [
        "PatientID"
    ]


@pytest.mark.parametrize("profile", [named("teaching"), named("device-qa"), KEEPS_MUCH])
@pytest.mark.parametrize("name", ["Hu^Ming", "Ct^Mr", "Ax^Us", "Hip^Li"])
def test_nobody_is_accused_whose_name_is_a_word_of_the_standard(
    name, profile, tmp_path
):
    """Rescale Type is HU, whoever the patient is."""
    original = original_of(
        tmp_path,
        PatientName=name,
        StudyID="12",
        OperatorsName="MR",
        InstitutionName="UZ",
        RescaleType="HU",
        StackID="12",
        GantryID="12",
        SeriesDescription="CT",
        ProtocolName="HIP",
        ConvolutionKernel="AX",
        StationName="UZ",
    )

    verdict = judged(original, profile)

    assert (verdict.leaks, verdict.faults) == ([], [])
