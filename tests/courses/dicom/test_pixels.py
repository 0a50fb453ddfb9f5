"""Whatever a scanner wrote, frames come out equal to the original's values."""

import warnings

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.pixels.processing import apply_color_lut

from courses.dicom import pixels, render
from courses.dicom.deid.deidentify import deidentify
from courses.dicom.json import model_of, without
from tests.dicom_maker import give_pixels, make_ct

KINDS = [
    "CT_small.dcm",
    "MR_small.dcm",
    "MR_small_RLE.dcm",
    "MR_small_bigendian.dcm",
    "MR_small_implicit.dcm",
    "MR_small_jp2klossless.dcm",
    "SC_rgb_rle_16bit.dcm",
    "SC_rgb_small_odd_big_endian.dcm",
    "SC_ybr_full_422_uncompressed.dcm",
    "SC_rgb_jpeg_dcmtk.dcm",
    "SC_rgb_rle_2frame.dcm",
    "image_dfl.dcm",
    "liver_1frame.dcm",
    "rtdose.dcm",
]


def read(name: str):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dcmread(str(get_testdata_file(name, download=False)))


def through(dataset) -> np.ndarray:
    """De-identified, stored as HTJ2K, and read again."""
    clean = deidentify(dataset, b"secret").dataset
    found = [pixels.from_htj2k(pixels.htj2k(one)) for one in pixels.frames(clean)]
    return np.stack(found) if len(found) > 1 else found[0]


@pytest.mark.parametrize("name", KINDS)
def test_frames_equal_pydicoms_reading_of_the_original(name):
    expected = read(name).pixel_array

    found = through(read(name))

    assert np.array_equal(found, expected)


@pytest.mark.parametrize(
    "name", ["MR_small_jpeg_ls_lossless.dcm", "SC_rgb_jpeg_gdcm.dcm", "JPGExtended.dcm"]
)
def test_what_pydicom_alone_cannot_decode_is_decoded_too(name):
    dataset = read(name)

    found = through(dataset)

    assert found.shape[:2] == (dataset.Rows, dataset.Columns)
    assert found.std() > 0


def test_a_palette_becomes_the_colours_it_stands_for():
    dataset = read("examples_palette.dcm")
    expected = apply_color_lut(dataset.pixel_array, dataset)

    found = through(read("examples_palette.dcm"))

    depth = 8 * (expected.dtype.itemsize - 1)
    assert np.array_equal(found, expected >> depth)


def test_an_overlay_hidden_in_unused_bits_does_not_come_through():
    dataset = make_ct()
    give_pixels(dataset, np.full((16, 16), 0xF123, "<u2"))
    dataset.BitsStored, dataset.HighBit = 12, 11

    found = through(dataset)

    assert np.unique(found).tolist() == [0x123]


def test_values_become_hounsfield_units():
    dataset = make_ct(RescaleIntercept=-1024, RescaleSlope=2)

    hu = pixels.to_hounsfield(np.array([[0, 600]]), dataset)

    assert hu.tolist() == [[-1024.0, 176.0]]


def test_monochrome1_is_turned_for_the_eye():
    dataset = make_ct(WindowCenter=128, WindowWidth=256, RescaleIntercept=0)
    dataset.PhotometricInterpretation = "MONOCHROME1"

    light = render.shown(np.array([[0, 255]]), dataset)

    assert light.tolist() == [[255, 0]]


def test_hidden_attributes_leave_the_metadata_at_every_depth():
    dataset = make_ct()
    model = model_of(dataset, base="/x", frames=1)
    model["00081140"] = {"vr": "SQ", "Value": [{"00180015": {"vr": "CS"}}]}

    seen = without(model, ["BodyPartExamined"])

    assert "00180015" not in str(seen)
    assert "00180015" in str(model)
