"""Elements as they come: whatever the encoding, whatever is hidden where."""

from io import BytesIO

import numpy as np
import pytest
from pydicom import Dataset, Sequence, dcmread
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
)

from courses.dicom.deid import cleaner
from courses.dicom.deid.profile import TEACHING
from tests.dicom_maker import Planter, as_bytes, give_pixels, make_ct
from tests.makers.cleaning import SECRET, cleaned

SPOOF = b"Hollyhock^Marigold"


@pytest.mark.parametrize(
    "syntax",
    [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian],
)
@pytest.mark.parametrize("undefined", [True, False])
def test_nothing_hides_in_sequences_of_any_encoding(tmp_path, syntax, undefined):
    dataset, planter = make_ct(transfer_syntax=syntax), Planter()
    place: Dataset = dataset
    for name in ("PerFrameFunctionalGroupsSequence", "FrameContentSequence"):
        item = Dataset()
        item.is_undefined_length_sequence_item = undefined
        setattr(place, name, Sequence([item]))
        place[name].is_undefined_length = undefined
        place = item
    for keyword in ("PatientName", "ImageComments", "StudyDate", "SeriesInstanceUID"):
        planter.plant(place, keyword)
    place.add_new(0x00290010, "LO", "ZQ CREATOR")
    place.add_new(0x00291001, "UN", planter.value("private", "UN"))
    place.StackID = "1"

    clean = cleaned(as_bytes(dataset), tmp_path)

    assert planter.found_in(clean) == []
    inside = dcmread(BytesIO(clean)).PerFrameFunctionalGroupsSequence[0]
    assert inside.FrameContentSequence[0].StackID == "1"


def test_a_number_that_is_text_in_disguise_does_not_stay(tmp_path):
    dataset = make_ct()
    whole = as_bytes(dataset)
    kernel = b"\x18\x00\x10\x12SH"
    at = whole.index(kernel)
    disguised = kernel[:4] + b"US" + len(SPOOF).to_bytes(2, "little") + SPOOF
    written = whole[:at] + disguised + whole[at + 8 + 4 :]

    clean = cleaned(written, tmp_path)

    assert b"Hollyhock" not in clean
    assert "ConvolutionKernel" not in dcmread(BytesIO(clean))


def test_more_numbers_than_there_may_be_do_not_stay(tmp_path):
    dataset = make_ct()
    dataset.add_new(0x00280106, "US", np.frombuffer(SPOOF, "<u2").tolist())

    clean = cleaned(as_bytes(dataset), tmp_path)

    assert b"Hollyhock" not in clean


def test_four_letters_are_no_tag(tmp_path):
    dataset = make_ct()
    whole = as_bytes(dataset)
    at = whole.index(b"\x28\x00\x10\x00US")
    pointer = b"\x28\x00\x09\x00AT" + (8).to_bytes(2, "little") + b"Hollyhoc"

    clean = cleaned(whole[:at] + pointer + whole[at:], tmp_path)

    assert b"Holly" not in clean


def test_an_unheard_of_character_set_is_not_quoted_in_a_log(tmp_path, caplog, recwarn):
    dataset = make_ct()
    whole = as_bytes(dataset)
    first = whole.index(b"\x08\x00\x08\x00CS")
    named = b"\x08\x00\x05\x00CS" + (10).to_bytes(2, "little") + b"HOLLYHOCK "

    clean = cleaned(whole[:first] + named + whole[first:], tmp_path)

    assert b"HOLLYHOCK" not in clean
    assert "HOLLYHOCK" not in caplog.text


def test_pixels_below_the_top_and_icons_go(tmp_path):
    item = Dataset()
    give_pixels(item)
    item.PixelData = SPOOF
    dataset = make_ct(ReferencedImageSequence=Sequence([item]))
    dataset.IconImageSequence = Sequence([item])

    clean = cleaned(as_bytes(dataset), tmp_path)

    assert b"Hollyhock" not in clean


def test_a_look_up_table_ends_where_its_descriptor_says(tmp_path):
    item = Dataset()
    item.LUTDescriptor = [4, 0, 16]
    item.add_new(0x00283006, "OW", bytes(8) + SPOOF)
    loose = Dataset()
    loose.add_new(0x00283006, "OW", SPOOF)
    dataset = make_ct(VOILUTSequence=Sequence([item, loose]))

    clean = cleaned(as_bytes(dataset), tmp_path)

    assert b"Hollyhock" not in clean
    assert len(dcmread(BytesIO(clean)).VOILUTSequence[0].LUTData) == 8


def test_command_and_directory_elements_are_no_part_of_an_object(tmp_path):
    dataset = make_ct()
    whole = as_bytes(dataset)
    end = whole.index(b"\x08\x00\x08\x00CS")
    stray = b"\x04\x00\x30\x11CS" + (10).to_bytes(2, "little") + b"HOLLYHOCK "

    clean = cleaned(whole[:end] + stray + whole[end:], tmp_path)

    assert b"HOLLYHOCK" not in clean


def test_frames_of_an_object_without_content_stay_in_step(tmp_path):
    frames = []
    for number in range(3):
        item = Dataset()
        item.FrameContentSequence = Sequence([Dataset()])
        item.FrameContentSequence[0].FrameComments = "of Hollyhock"
        if number == 2:
            item.FrameContentSequence[0].StackID = "1"
        frames.append(item)
    dataset = make_ct(PerFrameFunctionalGroupsSequence=Sequence(frames))

    clean = dcmread(BytesIO(cleaned(as_bytes(dataset), tmp_path)))

    groups = clean.PerFrameFunctionalGroupsSequence
    assert [bool(one) for one in groups] == [False, False, True]


@pytest.mark.parametrize(
    ("modality", "said", "stays"),
    [
        ("CT", "NO", "NO"),
        ("CT", "YES", "YES"),
        ("US", "NO", None),
        ("US", "YES", "YES"),
    ],
)
def test_that_nothing_is_burned_in_is_said_only_where_it_is_known(
    tmp_path, modality, said, stays
):
    dataset = make_ct(Modality=modality, BurnedInAnnotation=said)

    clean = dcmread(BytesIO(cleaned(as_bytes(dataset), tmp_path)))

    assert clean.get("BurnedInAnnotation") == stays


def test_a_document_is_emptied_and_a_person_is_told(tmp_path):
    dataset = make_ct(SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1", Modality="DOC")
    dataset.EncapsulatedDocument = b"%PDF-1.7 " + SPOOF + b" "
    dataset.DocumentTitle = "Letter on Hollyhock"
    source = tmp_path / "in.dcm"
    source.write_bytes(as_bytes(dataset))

    report = cleaner.clean_file(
        source, tmp_path / "out", secret=SECRET, profile=TEACHING
    )

    assert b"Hollyhock" not in (tmp_path / "out").read_bytes()
    assert any("document" in reason for reason in report.suspects)


def test_without_the_secret_only_the_link_to_new_files_is_lost(tmp_path):
    first, second = as_bytes(make_ct()), as_bytes(make_ct())
    source, target = tmp_path / "in.dcm", tmp_path / "out.dcm"

    def ids(written: bytes, secret: bytes) -> tuple[str, str, str]:
        source.write_bytes(written)
        cleaner.clean_file(source, target, secret=secret, profile=TEACHING)
        clean = dcmread(target)
        return clean.PatientID, clean.StudyInstanceUID, clean.StudyDate

    kept = ids(first, b"one"), ids(second, b"one")
    lost = ids(second, b"another")

    assert kept[0] == kept[1]
    assert all(old != new for old, new in zip(kept[0], lost, strict=True))
    assert dcmread(target).pixel_array.max() == 255
