"""What each option of PS3.15 lets stay, and what it never does."""

from pathlib import Path

import pytest
from pydicom import Dataset, Sequence, dcmread

from courses.dicom.deid import cleaner
from courses.dicom.deid.descriptors import known_words, vocabulary
from courses.dicom.deid.options import OPTION_METHODS, Option, Profile
from courses.dicom.deid.profile import safe_private, table
from courses.dicom.deid.profiles import ProfileError, built_in, named, read
from courses.dicom.proof import verify
from tests.dicom_maker import as_bytes, make_ct

SECRET = b"a secret for tests"


def clean(dataset: Dataset, folder: Path, *options: Option) -> Dataset:
    source, target = folder / "in.dcm", folder / "out.dcm"
    source.write_bytes(as_bytes(dataset))
    profile = Profile("chosen", frozenset(options))
    cleaner.clean_file(source, target, secret=SECRET, profile=profile)
    return dcmread(target)


@pytest.mark.parametrize("option", sorted(set(Option) - {Option.CLEAN_PIXELS}))
def test_each_option_is_said_by_its_code(tmp_path, option):
    codes = [
        item.CodeValue
        for item in clean(
            make_ct(), tmp_path, option
        ).DeidentificationMethodCodeSequence
    ]

    assert codes == ["113100", OPTION_METHODS[option][0]]


def test_each_option_is_a_column_of_the_table_or_of_its_own():
    columns = {name for row in table().values() for name in row.options}

    beside = {Option.CLEAN_PIXELS, Option.RETAIN_SAFE_PRIVATE}
    assert columns == set(Option) - beside
    assert len(safe_private()) > 100


def test_a_profile_may_ask_for_a_look_at_every_image(tmp_path):
    source = tmp_path / "in.dcm"
    source.write_bytes(as_bytes(make_ct()))
    profile = Profile("p", frozenset({Option.CLEAN_PIXELS}))

    report = cleaner.clean_file(
        source, tmp_path / "out", secret=SECRET, profile=profile
    )

    assert report.suspects == ["The profile asks for a look at every image."]
    written = dcmread(tmp_path / "out")
    codes = [one.CodeValue for one in written.DeidentificationMethodCodeSequence]
    assert codes == ["113100"]  # nobody has looked yet


@pytest.mark.parametrize(
    ("typed", "stays"),
    [
        ("AX T1 Hollyhock post contrast", "AX T1 post contrast"),
        ("CT thorax, Dr. Foxglove, bed 7", "CT thorax 7"),
        ("MARIGOLD 1958", None),
        ("t2_tse_sag_320", "t2 tse sag"),
        ("Knee 3 mm", "Knee 3 mm"),
        ("12 7", None),
        ("MRN-7734190 chest", "chest"),
    ],
)
def test_of_a_description_known_words_stay(tmp_path, typed, stays):
    dataset = make_ct(SeriesDescription=typed, StudyDescription=typed)

    without = clean(dataset, tmp_path)
    described = clean(dataset, tmp_path, Option.CLEAN_DESCRIPTORS)

    assert "SeriesDescription" not in without
    assert described.get("SeriesDescription") == stays
    assert "Foxglove" not in str(described)


def test_a_word_of_the_patients_own_goes_though_it_is_an_organ():
    assert "HAND" in vocabulary()

    assert known_words("Hand left", {"HAND"}) == "left"


def test_a_devices_identity_stays_without_the_people_and_the_place(tmp_path):
    dataset = make_ct(
        StationName="CT7WARD",
        DeviceSerialNumber="SN-4711",
        InstitutionName="Volume hospital",
        Manufacturer="Volume",
        ManufacturerModelName="Model 7",
        DeviceUID="1.2.3.4.5",
        GantryID="Gantry of Hollyhock",
        PlateID="at Volume hospital",
        DateOfLastCalibration="20260101",
    )

    kept = clean(dataset, tmp_path, Option.RETAIN_DEVICE_IDENTITY)
    gone = clean(dataset, tmp_path)

    assert (kept.StationName, kept.DeviceSerialNumber) == ("CT7WARD", "SN-4711")
    assert (kept.Manufacturer, kept.ManufacturerModelName) == ("Volume", "Model 7")
    assert kept.DeviceUID == "1.2.3.4.5"
    for keyword in ("GantryID", "PlateID", "InstitutionName", "DateOfLastCalibration"):
        assert keyword not in kept
    assert "StationName" not in gone
    assert gone.Manufacturer == ""


def test_calibrations_move_with_the_patients_days(tmp_path):
    dataset = make_ct(StudyDate="20260302", DateOfLastCalibration="20260301")

    moved = clean(
        dataset, tmp_path, Option.RETAIN_DEVICE_IDENTITY, Option.RETAIN_MODIFIED_DATES
    )

    assert moved.DateOfLastCalibration < "20260301"
    assert moved.DateOfLastCalibration < moved.StudyDate


def test_uids_stay_only_if_they_are_uids(tmp_path):
    dataset = make_ct(FrameOfReferenceUID="Hollyhock")

    kept = clean(dataset, tmp_path, Option.RETAIN_UIDS)

    assert kept.SOPInstanceUID == dataset.SOPInstanceUID
    assert kept.file_meta.MediaStorageSOPInstanceUID == dataset.SOPInstanceUID
    assert kept.FrameOfReferenceUID.startswith("2.25.")


def test_patient_characteristics_stay_within_their_bounds(tmp_path):
    dataset = make_ct(
        PatientAge="093Y", PatientWeight=71, PatientSize="1.7", Occupation="Verger"
    )
    dataset.EthnicGroup = "of Hollyhock"

    kept = clean(dataset, tmp_path, Option.RETAIN_PATIENT_CHARACTERISTICS)

    assert (kept.PatientAge, kept.PatientWeight, kept.PatientSize) == ("090Y", 71, 1.7)
    assert "Occupation" not in kept
    assert "EthnicGroup" not in kept


def test_full_dates_stay_and_are_said_to(tmp_path):
    kept = clean(make_ct(), tmp_path, Option.RETAIN_FULL_DATES)

    assert (kept.StudyDate, kept.PatientBirthDate) == ("20260302", "")
    assert kept.LongitudinalTemporalInformationModified == "UNMODIFIED"


def with_private(creator: str, *values: tuple[int, str, object]) -> Dataset:
    """Two strangers' blocks stand before, so that the block's number is not 10."""
    dataset = make_ct()
    for stranger in ("ZQ ONE", "ZQ TWO"):
        block = dataset.private_block(0x0019, stranger, create=True)
        block.add_new(0x0C, "LO", "Hollyhock")
    block = dataset.private_block(0x0019, creator, create=True)
    for number, vr, value in values:
        block.add_new(number, vr, value)
    return dataset


def test_safe_private_values_stay_in_a_block_of_their_creator(tmp_path):
    dataset = with_private(
        "SIEMENS MR HEADER",
        (0x0C, "IS", "1000"),
        (0x0E, "FD", [0.1, 0.2, 0.3]),
        (0x0D, "CS", "HOLLYHOCK"),
        (0x08, "CS", "IMAGE NUM 4"),
    )

    kept = clean(dataset, tmp_path, Option.RETAIN_SAFE_PRIVATE)

    block = kept.private_block(0x0019, "SIEMENS MR HEADER")
    assert (block[0x0C].value, block[0x0E].value) == (1000, [0.1, 0.2, 0.3])
    assert block.block_start == 0x1000  # moved to the first: two strangers went
    private = [element.tag.elem for element in kept if element.tag.is_private]
    assert private == [0x10, 0x100C, 0x100E]
    assert "Hollyhock" not in str(kept)


def test_a_safe_element_of_another_creator_is_not_safe(tmp_path):
    dataset = with_private("SOMEBODY ELSE", (0x0C, "IS", "1000"))

    kept = clean(dataset, tmp_path, Option.RETAIN_SAFE_PRIVATE)

    assert not [element for element in kept if element.tag.is_private]


def test_safe_private_values_within_items_stay_too(tmp_path):
    item = Dataset()
    block = item.private_block(0x2005, "Philips MR Imaging DD 001", create=True)
    block.add_new(0x0E, "FL", 2.5)
    dataset = make_ct(ReferencedImageSequence=Sequence([item]))

    kept = clean(dataset, tmp_path, Option.RETAIN_SAFE_PRIVATE)
    without = clean(dataset, tmp_path)

    inside = kept.ReferencedImageSequence[0]
    block = inside.private_block(0x2005, "Philips MR Imaging DD 001")
    assert block[0x0E].value == 2.5
    assert "ReferencedImageSequence" not in without


def test_built_in_profiles_are_data_and_read_back_alike():
    for one in built_in().values():
        assert read(one.as_toml()) == [one]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("nonsense", "There is no profile 'nonsense'"),
        ("missing.toml", "cannot be read"),
    ],
)
def test_an_unknown_profile_is_said_in_one_sentence(wanted, said):
    with pytest.raises(ProfileError, match=said):
        named(wanted)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x]\noptions = ['everything']", "'everything' is no option"),
        ("[x]\noptions = ['full_dates', 'modified_dates']", "not both"),
        ("[x]\ntitle = 'X'", "lacks its list"),
        ("['A B']\noptions = []", "no name"),
        ("x = [", "no TOML"),
        ("", "exactly one"),
    ],
)
def test_a_profile_file_that_cannot_hold_says_why(tmp_path, text, said):
    path = tmp_path / "own.toml"
    path.write_text(text)

    with pytest.raises(ProfileError, match=said):
        named(str(path))


def test_a_file_of_ones_own_is_a_profile(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('[physics]\ntitle = "Physics"\noptions = ["device"]\n')

    assert named(str(path)) == Profile(
        "physics", frozenset({Option.RETAIN_DEVICE_IDENTITY})
    )


@pytest.mark.parametrize("option", sorted(set(Option) - {Option.CLEAN_PIXELS}))
def test_the_second_reader_knows_what_an_option_keeps(tmp_path, option):
    dataset = make_ct(
        StationName="CT7WARD",
        InstitutionName="Volume hospital",
        SeriesDescription="Chest native",
        SOPInstanceUID="1.2.826.0.1.3680043.10.20260302.7",
    )

    clean(dataset, tmp_path, option)

    verdict = verify.check(tmp_path / "in.dcm", tmp_path / "out.dcm")
    assert (verdict.leaks, verdict.faults) == ([], [])
