"""Whatever a scanner wrote: prepared for the archive, each frame is the original's, to
the bit. Where pydicom alone cannot decode, the arrays that were encoded are known."""

import json
import subprocess
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import UID

from courses.dicom import pixels
from courses.studies.dicomweb.bodies import header_of
from courses.studies.keeping import storage
from courses.studies.work import preparing
from tests.dicom_maker import as_bytes, give_pixels, make_ct


def words(text: str) -> list[str]:
    return text.split()


READ_ALIKE = words("""CT_small MR_small MR_small_RLE MR_small_bigendian MR_small_expb
    MR_small_implicit MR_small_jp2klossless MR_small_padded image_dfl JPEG2000
    693_J2KI J2K_pixelrep_mismatch SC_rgb_rle SC_rgb_rle_16bit SC_rgb_rle_32bit
    SC_rgb_rle_2frame SC_rgb_small_odd SC_rgb_small_odd_big_endian
    SC_ybr_full_422_uncompressed SC_rgb_dcmtk_+eb+cr SC_rgb_dcmtk_+eb+cy+np
    SC_rgb_dcmtk_+eb+cy+s4 SC_rgb_jpeg_dcmtk SC_jpeg_no_color_transform
    examples_jpeg2k examples_rgb_color examples_ybr_color liver_1frame
    liver_expb_1frame rtdose rtdose_expb rtdose_rle""")
FROM_DATA = words("""693_J2KR MR2_J2KR RG1_UNCR US1_J2KR SC_rgb_16bit
    SC_rgb_expb_32bit_2frame
    SC_ybr_full_uncompressed emri_small emri_small_RLE emri_small_big_endian
    emri_small_jpeg_2k_lossless liver color3d_jpeg_baseline color-px""")
PALETTES = ["examples_palette", "OBXXXX1A_2frame", "gdcm-US-ALOKA-16"]
LOSSLESS_JPEG, FIRST_ORDER = "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"
JPEG_LS, NEAR = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"
J2K_LOSSLESS, J2K = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"
HTJ2K = [f"1.2.840.10008.1.2.4.{number}" for number in (201, 202, 203)]
BASELINE, EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"


@pytest.fixture(autouse=True)
def ignore_what_samples_are_made_of():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def sample(name: str) -> Path:
    own = get_testdata_file(f"{name}.dcm", download=False)
    if own:
        return Path(str(own))
    data = find_spec("data_store").submodule_search_locations[0]
    return Path(data) / "data" / f"{name}.dcm"


def kept(path: Path) -> np.ndarray:
    """Prepared, and read back as a client would."""
    made = preparing.prepare(path)
    frames = [
        pixels.from_htj2k(storage.unwrapped(storage.get(name)))
        for name in (
            storage.frame_name(made.folder, at) for at in range(1, made.frames + 1)
        )
    ]
    return np.stack(frames) if len(frames) > 1 else frames[0]


def made(tmp_path: Path, frames: list[bytes], shown: np.ndarray, syntax: str, **over):
    """A file that holds these frames, encoded already."""
    dataset = make_ct()
    give_pixels(dataset, shown)
    if shown.ndim == 3:
        dataset.SamplesPerPixel, dataset.PlanarConfiguration = 3, 0
        dataset.PhotometricInterpretation = "RGB"
    for keyword, value in over.items():
        setattr(dataset, keyword, value)
    dataset.NumberOfFrames = len(frames)
    dataset.PixelData = encapsulate(frames)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    path = tmp_path / "made.dcm"
    path.write_bytes(as_bytes(dataset))
    return path


def ramp(kind: str = "<u2", bits: int = 12, *, colour: bool = False) -> np.ndarray:
    shape = (48, 40, 3) if colour else (48, 40)
    top = 2 ** (bits - 1) if kind[1] == "i" else 2**bits
    low = -top if kind[1] == "i" else 0
    return np.random.default_rng(3).integers(low, top, shape).astype(kind)


@pytest.mark.parametrize("name", [*READ_ALIKE, *FROM_DATA])
def test_frames_equal_pydicoms_reading_of_the_original(name):
    expected = dcmread(sample(name)).pixel_array

    found = kept(sample(name))

    assert found.shape == expected.shape
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("name", PALETTES)
def test_a_palette_is_kept_as_the_colours_it_stands_for(name):
    dataset = dcmread(sample(name))
    expected = apply_color_lut(dataset.pixel_array, dataset)
    deep = 8 * (expected.dtype.itemsize - 1)

    found = kept(sample(name))

    assert np.array_equal(found, expected >> deep)


@pytest.mark.parametrize(
    ("kind", "bits"), [("<u1", 8), ("<u2", 12), ("<u2", 16), ("<i2", 16), ("<i2", 12)]
)
@pytest.mark.parametrize("syntax", [JPEG_LS, J2K_LOSSLESS, *HTJ2K])
def test_grey_of_every_depth_and_sign_comes_back(tmp_path, syntax, kind, bits):
    shown = ramp(kind, bits)
    encode = {
        JPEG_LS: lambda a: imagecodecs.jpegls_encode(a.view(f"u{a.itemsize}")),
        J2K_LOSSLESS: lambda a: imagecodecs.jpeg2k_encode(
            a, codecformat="j2k", reversible=True, level=0
        ),
    }.get(syntax, lambda a: imagecodecs.htj2k_encode(a, reversible=True))
    path = made(tmp_path, [encode(shown), encode(shown[::-1].copy())], shown, syntax)
    dataset = dcmread(path)
    dataset.BitsStored, dataset.HighBit = bits, bits - 1
    dataset.save_as(path)

    found = kept(path)

    assert found.dtype.kind == shown.dtype.kind
    assert np.array_equal(found, np.stack([shown, shown[::-1]]))


@pytest.mark.parametrize("syntax", [LOSSLESS_JPEG, FIRST_ORDER])
@pytest.mark.parametrize(("kind", "bits"), [("<u1", 8), ("<u2", 12), ("<u2", 16)])
def test_lossless_jpeg_comes_back(tmp_path, syntax, kind, bits):
    shown = ramp(kind, bits)
    coded = imagecodecs.ljpeg_encode(shown, bitspersample=bits)

    found = kept(
        made(tmp_path, [coded], shown, syntax, BitsStored=bits, HighBit=bits - 1)
    )

    assert np.array_equal(found, shown)


@pytest.mark.parametrize("syntax", [JPEG_LS, J2K_LOSSLESS, *HTJ2K])
@pytest.mark.parametrize("kind", ["<u1", "<u2"])
def test_colour_comes_back(tmp_path, syntax, kind):
    shown = ramp(kind, 8 * int(kind[2]), colour=True)
    coded, colour = {
        JPEG_LS: lambda: (imagecodecs.jpegls_encode(shown), "RGB"),
        J2K_LOSSLESS: lambda: (
            imagecodecs.jpeg2k_encode(
                shown, codecformat="j2k", reversible=True, level=0, mct=True
            ),
            "YBR_RCT",
        ),
    }.get(
        syntax,
        lambda: (imagecodecs.htj2k_encode(shown, reversible=True), "YBR_RCT"),
    )()

    found = kept(
        made(tmp_path, [coded], shown, syntax, PhotometricInterpretation=colour)
    )

    assert np.array_equal(found, shown)


@pytest.mark.parametrize(
    ("syntax", "encode", "decode", "kind", "colour"),
    [
        (NEAR, "jpegls", {"level": 2}, "<u1", "MONOCHROME2"),
        (J2K, "jpeg2k", {"level": 40, "codecformat": "j2k"}, "<u1", "YBR_ICT"),
        (EXTENDED, "jpeg8", {"level": 90, "bitspersample": 12}, "<u2", "MONOCHROME2"),
        (BASELINE, "jpeg8", {"level": 90}, "<u1", "MONOCHROME2"),
    ],
)
def test_what_was_lost_before_it_came_is_not_lost_further(
    tmp_path, syntax, encode, decode, kind, colour
):
    bits = 12 if kind == "<u2" else 8
    shown = ramp(kind, bits, colour=colour == "YBR_ICT")
    coded = getattr(imagecodecs, f"{encode}_encode")(shown, **decode)
    path = made(
        tmp_path,
        [coded],
        shown,
        syntax,
        PhotometricInterpretation=colour,
        BitsStored=bits,
        HighBit=bits - 1,
    )

    found = kept(path)

    assert np.array_equal(found, getattr(imagecodecs, f"{encode}_decode")(coded))
    assert not np.array_equal(found, shown)


def test_single_bits_come_back_frame_by_frame(tmp_path):
    shown = np.random.default_rng(4).integers(0, 2, (3, 5, 7)).astype(np.uint8)
    dataset = make_ct()
    give_pixels(dataset, shown[0])
    dataset.BitsAllocated = dataset.BitsStored = 1
    dataset.HighBit, dataset.NumberOfFrames = 0, 3
    packed = np.packbits(shown.ravel(), bitorder="little").tobytes()
    dataset.PixelData = packed + b"\0" * (len(packed) % 2)
    path = tmp_path / "bits.dcm"
    path.write_bytes(as_bytes(dataset))

    assert np.array_equal(kept(path), shown)


def test_planes_of_colour_are_woven_together(tmp_path):
    shown = ramp("<u1", 8, colour=True)
    dataset = make_ct()
    give_pixels(dataset, shown[..., 0])
    dataset.SamplesPerPixel, dataset.PlanarConfiguration = 3, 1
    dataset.PhotometricInterpretation = "RGB"
    dataset.PixelData = shown.transpose(2, 0, 1).tobytes()
    path = tmp_path / "planes.dcm"
    path.write_bytes(as_bytes(dataset))

    assert np.array_equal(kept(path), shown)


def test_the_header_tells_of_the_pixels_as_they_are_kept(tmp_path):
    shown = ramp("<u1", 8, colour=True)
    coded = imagecodecs.jpegls_encode(shown)

    made_of = preparing.prepare(made(tmp_path, [coded], shown, JPEG_LS))

    header = header_of(made_of.folder)
    assert header.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"
    assert (header.PhotometricInterpretation, header.PlanarConfiguration) == ("RGB", 0)
    assert "PixelData" not in header


def test_what_says_monochrome1_is_kept_as_it_is(tmp_path):
    shown, dataset = ramp(), make_ct()
    give_pixels(dataset, shown)
    dataset.PhotometricInterpretation = "MONOCHROME1"
    path = tmp_path / "white-is-low.dcm"
    path.write_bytes(as_bytes(dataset))

    found = kept(path)

    assert np.array_equal(found, shown)


@pytest.mark.system
def test_a_film_of_half_a_gigabyte_is_prepared_in_little_memory(tmp_path):
    """Sparse: the disk holds next to nothing, the reader would hold all of it."""
    side, frames = 1024, 240
    dataset = make_ct()
    give_pixels(dataset, np.zeros((side, side), "<u2"))
    dataset.NumberOfFrames = frames
    dataset.PixelData = b"\0\0"
    head = as_bytes(dataset)[: -len(b"\0\0") - 4]
    path, size = tmp_path / "film.dcm", side * side * 2 * frames
    with path.open("wb") as file:
        file.write(head + size.to_bytes(4, "little"))
        file.truncate(len(head) + 4 + size)

    done = subprocess.run(
        [sys.executable, "-c", _PREPARE, str(path), str(tmp_path / "data")],
        capture_output=True,
        check=True,
        text=True,
    )

    said = json.loads(done.stdout.splitlines()[-1])
    assert said["frames"] == frames
    assert said["grown"] < 120 * 1024


_PREPARE = """
import json, os, sys
os.environ["PORTAL_DATA"] = sys.argv[2]
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import django
django.setup()
from pathlib import Path
def peak():  # kB; ru_maxrss would begin with that of whoever started this
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM")).split()[1])
from courses.studies.work import preparing
before = peak()
made = preparing.prepare(Path(sys.argv[1]))
after = peak()
print(json.dumps({"frames": made.frames, "grown": after - before}))
"""
