"""Files as they come: whatever the encoding, whatever is hidden where."""

import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, Sequence, dcmread
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    RLELossless,
)

from courses.dicom.deid import cleaner
from courses.dicom.deid.errors import CannotCleanError
from courses.dicom.deid.profile import TEACHING
from tests.dicom_maker import Planter, as_bytes, give_pixels, make_ct

SECRET = b"a secret for tests"
SPOOF = b"Hollyhock^Marigold"


def cleaned(written: bytes, folder: Path) -> bytes:
    source, target = folder / "in.dcm", folder / "out.dcm"
    source.write_bytes(written)
    cleaner.clean_file(source, target, secret=SECRET, profile=TEACHING)
    return target.read_bytes()


def refused(written: bytes, folder: Path) -> str:
    with pytest.raises(CannotCleanError) as caught:
        cleaned(written, folder)
    return str(caught.value)


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


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"])
@pytest.mark.parametrize("signed", [0, 1])
def test_an_overlay_in_the_pixels_unused_bits_is_taken_out(tmp_path, syntax, signed):
    values = np.arange(256).reshape(16, 16) - 128 * signed
    stored = (values & 0xFFF) | 0x5000 * (np.indices((16, 16)).sum(0) % 2)
    dataset = make_ct(transfer_syntax=syntax)
    order = "<" if syntax.endswith(".1") else ">"
    give_pixels(dataset, stored.astype(f"{order}u2"))
    dataset.BitsStored, dataset.HighBit = 12, 11
    dataset.PixelRepresentation = signed
    dataset.add_new(0x60000010, "US", 16)
    dataset.add_new(0x60000011, "US", 16)
    dataset.add_new(0x60000102, "US", 12)

    clean = dcmread(BytesIO(cleaned(as_bytes(dataset), tmp_path)))

    found = np.frombuffer(clean.PixelData, "<i2" if signed else "<u2")
    assert np.array_equal(found, values.ravel())
    assert (0x6000, 0x0010) not in clean


def jpeg_with(*segments: bytes) -> Dataset:
    """A picture with marker segments put behind its start, and bytes behind its end."""
    imagecodecs = pytest.importorskip("imagecodecs")
    plain = imagecodecs.jpeg8_encode(np.arange(256, dtype="u1").reshape(16, 16))
    frame = plain[:2] + b"".join(segments) + plain[2:] + SPOOF
    dataset = make_ct(transfer_syntax=JPEGBaseline8Bit)
    give_pixels(dataset, np.zeros((16, 16), "u1"))
    dataset.PixelData = encapsulate([frame])
    dataset["PixelData"].VR = "OB"
    return dataset


def segment(marker: int, text: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(text) + 2).to_bytes(2, "big") + text


def test_text_beside_a_jpeg_picture_goes_and_the_picture_stays(tmp_path):
    dataset = jpeg_with(
        segment(0xFE, SPOOF), segment(0xE1, b"Exif\0\0" + SPOOF), segment(0xEC, SPOOF)
    )

    clean = cleaned(as_bytes(dataset), tmp_path)

    assert b"Hollyhock" not in clean
    [frame] = generate_frames(dcmread(BytesIO(clean)).PixelData, number_of_frames=1)
    imagecodecs = pytest.importorskip("imagecodecs")
    assert imagecodecs.jpeg8_decode(frame).shape == (16, 16)


def test_what_is_no_picture_of_its_syntax_is_refused(tmp_path):
    dataset = make_ct(transfer_syntax=JPEGBaseline8Bit)
    dataset.PixelData = encapsulate([SPOOF])
    dataset["PixelData"].VR = "OB"

    assert "not what its syntax says" in refused(as_bytes(dataset), tmp_path)


def test_run_lengths_are_cut_to_their_pixels(tmp_path):
    image = np.arange(256, dtype="<u2").reshape(16, 16)
    dataset = make_ct()
    give_pixels(dataset, image)
    dataset.compress(RLELossless)
    [frame] = generate_frames(dataset.PixelData, number_of_frames=1)
    second = int.from_bytes(frame[8:12], "little")
    behind = frame[:second] + SPOOF + frame[second:] + SPOOF
    moved = (second + len(SPOOF)).to_bytes(4, "little")
    dataset.PixelData = encapsulate([behind[:8] + moved + behind[12:]])
    dataset["PixelData"].VR = "OB"

    clean = cleaned(as_bytes(dataset), tmp_path)

    assert b"Hollyhock" not in clean
    assert np.array_equal(dcmread(BytesIO(clean)).pixel_array, image)


def test_runs_and_planes_beyond_the_pixels_do_not_stay(tmp_path):
    image = np.arange(256, dtype="u1").reshape(16, 16)
    dataset = make_ct(transfer_syntax=RLELossless)
    give_pixels(dataset, image)
    runs = [bytes([127]), image.tobytes()[:128], bytes([119]), image.tobytes()[128:248]]
    last = bytes([8 + len(SPOOF) - 1]) + image.tobytes()[248:] + SPOOF
    part = b"".join(runs) + last  # its last run goes on beyond the pixels
    header = np.array([2, 64, 64 + len(part), *[0] * 13], "<u4").tobytes()
    dataset.PixelData = encapsulate([header + part + bytes([17]) + SPOOF])
    dataset["PixelData"].VR = "OB"

    clean = cleaned(as_bytes(dataset), tmp_path)

    assert b"Hollyhock" not in clean
    assert np.array_equal(dcmread(BytesIO(clean)).pixel_array, image)


def test_many_frames_in_many_fragments_come_out_one_by_one(tmp_path):
    imagecodecs = pytest.importorskip("imagecodecs")
    images = [np.full((16, 16), number, "u1") for number in range(3)]
    frames = [imagecodecs.jpeg8_encode(image) for image in images]
    dataset = make_ct(transfer_syntax=JPEGBaseline8Bit)
    give_pixels(dataset, images[0])
    dataset.NumberOfFrames = 3
    dataset.PixelData = encapsulate(frames, fragments_per_frame=2)
    dataset["PixelData"].VR = "OB"

    clean = dcmread(BytesIO(cleaned(as_bytes(dataset), tmp_path)))

    assert [
        frame.rstrip(b"\0")
        for frame in generate_frames(clean.PixelData, number_of_frames=3)
    ] == [frame.rstrip(b"\0") for frame in frames]


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
