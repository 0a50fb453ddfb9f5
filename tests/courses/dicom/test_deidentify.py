"""Whatever is planted in a file, nothing of it comes out."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, Sequence, dcmread
from pydicom.datadict import DicomDictionary, dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.encaps import encapsulate
from pydicom.tag import BaseTag
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from courses.dicom.deid import profile
from courses.dicom.deid.deidentify import deidentify
from tests.dicom_maker import Planter, as_bytes, make_ct

SECRET = b"a secret for tests"
CAN_HOLD_TEXT = {"PN", "LO", "SH", "ST", "LT", "UT", "UC", "AE", "UR", "DA", "DT", "UI"}
CAN_HOLD_TEXT |= {"SQ", "OB"}
# Planting there would make another file of it, not an identified one.
NOT_A_PLACE = {"SOPClassUID", "SpecificCharacterSet", "CodingSchemeDesignator"}


def cleaned(dataset: Dataset, chosen: profile.Profile = profile.TEACHING) -> bytes:
    """Written and read first: what the engine meets are files."""
    read = dcmread(BytesIO(as_bytes(dataset)))
    return as_bytes(deidentify(read, SECRET, chosen).dataset)


def table_keywords() -> list[str]:
    rows = profile.table().values()
    return [
        row.keyword
        for row in rows
        if tag_for_keyword(row.keyword) > 0x00080000
        and dictionary_VR(tag_for_keyword(row.keyword)) in CAN_HOLD_TEXT
    ]


def text_keywords() -> list[str]:
    """Every attribute of the standard's dictionary that can hold words."""
    return [
        keyword
        for tag, (vr, _vm, _name, _retired, keyword) in DicomDictionary.items()
        if keyword
        and tag > 0x00080000
        and tag >> 16 != 0x7FE0
        and vr in CAN_HOLD_TEXT - {"SQ"}
        and keyword not in NOT_A_PLACE
    ]


def nest(dataset: Dataset, depth: int) -> Dataset:
    """The item so many sequences deep, all of which may stay."""
    names = ["PerFrameFunctionalGroupsSequence", "FrameContentSequence"]
    names += ["ReferencedImageSequence"]
    for name in names[:depth]:
        item = Dataset()
        item.InstanceNumber = 1
        setattr(dataset, name, Sequence([item]))
        dataset = item
    return dataset


@pytest.mark.parametrize("depth", [0, 1, 3])
@pytest.mark.parametrize("chosen", [profile.BASIC, profile.TEACHING])
def test_no_attribute_of_the_table_leaks_at_any_depth(depth, chosen):
    dataset, planter = make_ct(), Planter()
    for keyword in table_keywords():
        planter.plant(nest_once(dataset, depth), keyword)

    written = cleaned(dataset, chosen)

    assert planter.found_in(written) == []
    assert len(planter.planted) > 500


def nest_once(dataset: Dataset, depth: int) -> Dataset:
    item = dataset
    for name in ("PerFrameFunctionalGroupsSequence", "FrameContentSequence"):
        if depth > 0 and name in item:
            item = item[name][0]
    if depth == 3 and "ReferencedImageSequence" in item:
        return item.ReferencedImageSequence[0]
    return item if item is not dataset or depth == 0 else nest(dataset, depth)


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_no_text_that_the_table_does_not_name_is_let_through(depth):
    dataset, planter = make_ct(), Planter()
    for keyword in text_keywords():
        planter.plant(nest_once(dataset, depth), keyword)

    written = cleaned(dataset)

    assert planter.found_in(written) == []
    assert len(planter.planted) > 900


def test_private_elements_curves_and_overlays_go_whole():
    dataset, planter = make_ct(), Planter()
    block = dataset.private_block(0x0029, "ZQ CREATOR", create=True)
    block.add_new(1, "LO", planter.value("private text", "LO"))
    block.add_new(2, "SQ", planter.value("private sequence", "SQ"))
    dataset.add_new(0x60003000, "OW", planter.value("overlay", "OW"))
    dataset.add_new(0x60000022, "LO", planter.value("overlay description", "LO"))
    dataset.add_new(0x50003000, "OW", planter.value("curve", "OW"))
    dataset.add_new(0xFFFCFFFC, "OB", planter.value("trailing padding", "OB"))

    written = cleaned(dataset)

    assert planter.found_in(written) == []
    assert b"ZQ CREATOR" not in written
    assert not [tag for tag in dcmread(BytesIO(written)) if tag.tag.is_private]


def test_a_sequence_hidden_as_unknown_bytes_is_opened_and_cleaned():
    dataset, planter = make_ct(), Planter()
    item = Dataset()
    item.PatientName = planter.value("in a UN sequence", "PN")
    item.ReferencedSOPInstanceUID = planter.value("UID in a UN sequence", "UI")
    item.ReferencedSOPClassUID = dataset.SOPClassUID
    body = BytesIO()
    item.save_as(body, implicit_vr=True, little_endian=True)
    raw = b"\xfe\xff\x00\xe0" + len(body.getvalue()).to_bytes(4, "little")
    whole = raw + body.getvalue()
    tag = tag_for_keyword("ReferencedImageSequence")
    assert tag
    dataset[tag] = RawDataElement(
        BaseTag(tag),
        "UN",
        len(whole),
        whole,
        0,
        is_implicit_VR=False,
        is_little_endian=True,
    )

    written = cleaned(dataset)

    assert planter.found_in(written) == []
    kept = dcmread(BytesIO(written)).ReferencedImageSequence[0]
    assert kept.ReferencedSOPInstanceUID.startswith("2.25.")


def test_file_meta_is_made_anew_and_the_preamble_is_empty():
    dataset = make_ct()
    dataset.preamble = b"MRN-7734190 Hollyhock".ljust(128, b"\0")
    dataset.file_meta.SourceApplicationEntityTitle = "WARD7HOLLY"
    dataset.file_meta.PrivateInformationCreatorUID = "1.2.3.4.5"
    dataset.file_meta.PrivateInformation = b"Hollyhock "

    written = cleaned(dataset)

    assert written[:128] == bytes(128)
    for planted in (b"Hollyhock", b"MRN-7734190", b"WARD7HOLLY", b"1.2.3.4.5"):
        assert planted not in written
    clean = dcmread(BytesIO(written))
    assert clean.file_meta.MediaStorageSOPInstanceUID == clean.SOPInstanceUID


def test_nothing_stands_behind_the_last_pixel():
    dataset = make_ct()
    dataset.PixelData += b"Hollyhock^Marigold, MRN-7734190 "
    behind = as_bytes(dataset) + b"Hollyhock behind the file"
    read = dcmread(BytesIO(behind), force=True)

    written = as_bytes(deidentify(read, SECRET).dataset)

    assert b"Hollyhock" not in written
    assert len(dcmread(BytesIO(written)).PixelData) == 512


def test_comments_inside_compressed_frames_are_taken_out():
    imagecodecs = pytest.importorskip("imagecodecs")
    dataset = make_ct(transfer_syntax="1.2.840.10008.1.2.4.90")
    image = np.arange(256, dtype=np.uint16).reshape(16, 16)
    plain = imagecodecs.jpeg2k_encode(image, codecformat="j2k", reversible=True)
    text = b"\x00\x01Hollyhock"
    comment = b"\xff\x64" + (len(text) + 2).to_bytes(2, "big") + text
    at = plain.find(b"\xff\x52")
    frame = plain[:at] + comment + plain[at:] + b"Hollyhock"
    dataset.PixelData = encapsulate([frame, b"a frame too many: Hollyhock "])
    dataset["PixelData"].VR = "OB"

    written = cleaned(dataset)

    assert b"Hollyhock" not in written
    clean = dcmread(BytesIO(written))
    assert np.array_equal(clean.pixel_array, image)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_the_encoding_of_the_file_makes_no_difference(syntax):
    dataset = make_ct(transfer_syntax=syntax)
    if syntax == ExplicitVRBigEndian:
        dataset.PixelData = np.arange(256, dtype=">u2").tobytes()

    clean = dcmread(BytesIO(cleaned(dataset)))

    assert np.array_equal(clean.pixel_array.ravel(), np.arange(256))
    assert "Hollyhock" not in str(clean)


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("ISO_IR 100", "Buc^Jérôme"),
        ("ISO_IR 126", "Διονυσιος"),
        ("ISO_IR 192", "王^小東"),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎"),
    ],
)
def test_names_go_whatever_their_letters(charset, name):
    dataset = make_ct(SpecificCharacterSet=charset, PatientName=name)
    dataset.ImageComments = name.replace("^", " ")
    raw = dcmread(BytesIO(as_bytes(dataset))).get_item("PatientName").value

    written = cleaned(dataset)

    assert raw.strip() not in written
    assert name.encode() not in written


def test_references_between_files_of_a_study_still_hold():
    first = make_ct()
    second = make_ct()
    reference = Dataset()
    reference.ReferencedSOPClassUID = first.SOPClassUID
    reference.ReferencedSOPInstanceUID = first.SOPInstanceUID
    second.ReferencedImageSequence = Sequence([reference])

    one = dcmread(BytesIO(cleaned(first)))
    two = dcmread(BytesIO(cleaned(second)))

    assert two.ReferencedImageSequence[0].ReferencedSOPInstanceUID == one.SOPInstanceUID
    assert one.StudyInstanceUID == two.StudyInstanceUID != first.StudyInstanceUID
    assert one.PatientID == two.PatientID


def test_intervals_survive_though_the_days_do_not():
    dataset = make_ct(StudyDate="20260302", ContentDate="20260309")

    clean = dcmread(BytesIO(cleaned(dataset)))

    assert int(clean.ContentDate) - int(clean.StudyDate) in (7, 76, 77, 78, 79, 8877)
    assert clean.StudyDate < "20260302"
    assert clean.LongitudinalTemporalInformationModified == "MODIFIED"


def test_the_basic_profile_keeps_no_day_and_no_characteristic():
    clean = dcmread(BytesIO(cleaned(make_ct(), profile.BASIC)))

    assert clean.StudyDate == clean.ContentDate == clean.PatientSex == ""
    assert "PatientAge" not in clean
    assert clean.LongitudinalTemporalInformationModified == "REMOVED"


def test_what_reading_needs_is_kept_and_type_2_is_emptied():
    clean = dcmread(BytesIO(cleaned(make_ct())))

    assert clean.PixelSpacing == [0.7, 0.7]
    assert clean.ImagePositionPatient == [-100, -100, 10]
    assert (clean.KVP, clean.ConvolutionKernel) == (120, "B70f")
    assert (clean.WindowCenter, clean.Modality) == (40, "CT")
    assert (clean.BodyPartExamined, clean.PatientSex) == ("CHEST", "F")
    assert (clean.SeriesNumber, clean.InstanceNumber) == (2, 1)
    for keyword in ("PatientBirthDate", "AccessionNumber", "ReferringPhysicianName"):
        assert clean[keyword].value in ("", None)


def test_it_says_by_which_method_it_was_cleaned():
    clean = dcmread(BytesIO(cleaned(make_ct())))

    codes = [item.CodeValue for item in clean.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113107", "113108"]
    assert clean.PatientIdentityRemoved == "YES"
    assert "PS3.15" in clean.DeidentificationMethod


def test_a_short_word_of_the_patients_own_does_not_hide_in_a_code():
    dataset = make_ct(PatientName="Doe^Ash", ScanOptions=["HELICAL", "DOE"])
    dataset.SequenceVariant = "ASH"

    clean = dcmread(BytesIO(cleaned(dataset)))

    assert clean.ScanOptions == "HELICAL"


def test_an_age_past_89_is_told_as_90():
    clean = dcmread(BytesIO(cleaned(make_ct(PatientAge="097Y"))))

    assert clean.PatientAge == "090Y"


def test_the_original_is_left_as_it_was():
    dataset = dcmread(BytesIO(as_bytes(make_ct())))
    before = as_bytes(dataset)

    deidentify(dataset, SECRET)

    assert as_bytes(dataset) == before


def test_the_table_beside_the_code_is_whole():
    lines = Path(profile.TABLE).read_text().splitlines()

    assert len(lines) > 600
    assert {len(line.split("\t")) for line in lines} == {16}
    named = {row.keyword: tag for tag, row in profile.table().items()}
    assert all(tag_for_keyword(word) == tag for word, tag in named.items())
