"""What hides beside, below and between the pixels."""

from io import BytesIO

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import JPEGBaseline8Bit, RLELossless

from tests.dicom_maker import as_bytes, give_pixels, make_ct
from tests.makers.cleaning import cleaned, refused

SPOOF = b"Hollyhock^Marigold"


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
