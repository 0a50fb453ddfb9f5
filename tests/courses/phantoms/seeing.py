"""How the tests of the phantoms look at images: values, places, and the validator."""

import subprocess
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from courses.dicom.proof import validator
from courses.phantoms import Finding


def values(image: Dataset) -> NDArray[np.float64]:
    slope, rest = image.get("RescaleSlope", 1), image.get("RescaleIntercept", 0)
    return image.pixel_array * float(slope) + float(rest)


def volume(images: Sequence[Dataset]) -> NDArray[np.float64]:
    return np.stack([values(image) for image in images])


def file_bytes(image: Dataset) -> bytes:
    out = BytesIO()
    image.save_as(out, enforce_file_format=True)
    return out.getvalue()


def of(images: Sequence[Dataset], finding: Finding) -> Dataset:
    return next(i for i in images if finding.sop_uid == i.SOPInstanceUID)


def millimetres(image: Dataset, pixel: tuple[float, float]) -> tuple[float, ...]:
    """From the geometry in the header alone (PS3.3 C.7.6.2.1.1)."""
    place = np.array(image.ImagePositionPatient, float)
    right, down = np.array(image.ImageOrientationPatient, float).reshape(2, 3)
    rows, columns = (float(v) for v in image.PixelSpacing)
    return tuple(place + right * columns * pixel[0] + down * rows * pixel[1])


def away(image: Dataset, pixel: tuple[float, float]) -> NDArray[np.float64]:
    """How far each pixel is from one, in millimetres."""
    rows, columns = np.indices((image.Rows, image.Columns))
    spacing = float(image.PixelSpacing[0])
    return np.hypot(columns - pixel[0], rows - pixel[1]) * spacing


def complaints(image: Dataset, folder: Path) -> list[str]:
    path = folder / "image.dcm"
    path.write_bytes(file_bytes(image))
    tool = validator.program() or "dciodvfy"
    said = subprocess.run(
        [tool, str(path)], capture_output=True, text=True, check=False
    )
    return [line for line in said.stderr.splitlines() if line.startswith("Error")]
