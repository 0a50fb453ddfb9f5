"""Headers of nobody are whole, agree with themselves, and follow from the seed."""

from datetime import date

import numpy as np
import pytest
from pydicom.uid import CTImageStorage, SecondaryCaptureImageStorage

from courses.phantoms import headers

DEVICE = headers.Device("CTROOM9", "Elder CT 16", "1.0")
SERIES = headers.Series(3, "CT", "Chest 1.0 S31", "CHEST", DEVICE)


def make_visit(seed: int = 7, **options: object) -> headers.Visit:
    return headers.Visit("ct-test", seed, options, "CT chest")


def test_the_same_seed_is_the_same_examination():
    one, other = make_visit(slices=3), make_visit(slices=3)

    assert one.uid("image", 1, 2) == other.uid("image", 1, 2)
    assert one.image(CTImageStorage, SERIES, 2) == other.image(
        CTImageStorage, SERIES, 2
    )


def test_another_seed_is_another_patient_with_other_uids():
    one, other = make_visit(7), make_visit(8)

    assert one.patient_id != other.patient_id
    assert one.uid("study") != other.uid("study")
    assert one.accession != other.accession


def test_other_options_are_another_study_of_the_same_patient():
    one, other = make_visit(slices=3), make_visit(slices=4)

    assert one.patient_id == other.patient_id
    assert one.birth_date == other.birth_date
    assert one.uid("study") != other.uid("study")


@pytest.mark.parametrize("seed", range(0, 400, 7))
def test_age_birth_date_and_numbers_agree(seed: int):
    visit = make_visit(seed)
    image = visit.image(CTImageStorage, SERIES, 1, after=1.25)

    born = date.fromisoformat(f"{image.PatientBirthDate}")
    taken = date.fromisoformat(f"{image.StudyDate}")
    had = date(taken.year, born.month, min(born.day, 28)) <= taken.replace(
        day=min(taken.day, 28)
    )
    assert abs(int(image.PatientAge[:3]) - (taken.year - born.year - (not had))) <= (
        born.month == taken.month
    )
    assert 19 < int(image.PatientAge[:3]) < 90
    assert image.PatientID.startswith("TRN-9")
    assert len(image.PatientID) == 12
    assert str(image.PatientName).startswith("TRAINING^")
    assert image.AccessionNumber.startswith("TRN-A")
    assert "InstitutionName" not in image
    assert image.SOPInstanceUID.startswith("2.25.")
    assert len(image.SOPInstanceUID) <= 64


def test_times_run_from_study_to_series_to_image():
    first = make_visit().image(CTImageStorage, SERIES, 1)
    later = make_visit().image(CTImageStorage, SERIES, 9, after=4.5)

    assert first.StudyTime < first.SeriesTime <= first.AcquisitionTime
    assert later.SeriesTime == first.SeriesTime
    assert float(later.ContentTime) > float(first.ContentTime)


def test_file_meta_says_what_the_image_says():
    image = make_visit().image(SecondaryCaptureImageStorage, SERIES, 4)

    assert image.file_meta.MediaStorageSOPClassUID == image.SOPClassUID
    assert image.file_meta.MediaStorageSOPInstanceUID == image.SOPInstanceUID


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.arange(12, dtype=np.uint16).reshape(3, 4), (3, 4, 1, 16)),
        (np.arange(9, dtype=np.uint8).reshape(3, 3), (3, 3, 1, 8)),
        (np.zeros((5, 4, 3), np.uint8), (5, 4, 3, 8)),
        (np.zeros((2, 5, 4, 3), np.uint8), (5, 4, 3, 8)),
        (np.full((4, 4), -5, np.int16), (4, 4, 1, 16)),
    ],
)
def test_pixels_come_back_as_they_were_laid_in(values, expected):
    image = make_visit().image(SecondaryCaptureImageStorage, SERIES, 1)

    headers.pixels(image, values)

    shape = (image.Rows, image.Columns, image.SamplesPerPixel, image.BitsStored)
    assert shape == expected
    assert (image.pixel_array == values).all()
    assert len(image.PixelData) % 2 == 0
