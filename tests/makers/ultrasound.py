"""Ultrasound images of nobody, with or without words in the pixels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pydicom import Dataset

from tests.dicom_maker import STUDY_UID, make_ct

US_IMAGE = "1.2.840.10008.5.1.4.1.1.6.1"
US_MULTIFRAME = "1.2.840.10008.5.1.4.1.1.3.1"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
_NOT_OF_ULTRASOUND = """KVP ConvolutionKernel SliceThickness ImagePositionPatient
    ImageOrientationPatient RescaleIntercept RescaleSlope WindowCenter WindowWidth
    PixelSpacing FrameOfReferenceUID"""


def picture(*words: str, size: tuple[int, int] = (240, 320)) -> NDArray[np.uint8]:
    """Soft grey in RGB, a line of words each forty pixels."""
    height, width = size
    y, x = np.mgrid[0:height, 0:width]
    near = np.exp(-((x - width / 2) ** 2 + (y - height / 2) ** 2) / (width * 12))
    image = Image.fromarray((near * 140 + 8).astype(np.uint8)).convert("RGB")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 16)
    for at, line in enumerate(words):
        pen.text((8, 6 + 40 * at), line, fill=(255, 255, 255), font=font)
    return np.asarray(image)


def make_ultrasound(*frames: NDArray[np.uint8], **over: Any) -> Dataset:
    """One object; a film where there are several frames."""
    frames = frames or (picture(),)
    over.setdefault("SOPClassUID", US_MULTIFRAME if len(frames) > 1 else US_IMAGE)
    over.setdefault("StudyInstanceUID", f"{STUDY_UID}.77")
    over.setdefault("SeriesInstanceUID", f"{STUDY_UID}.77.1")
    over.setdefault("Modality", "US")
    dataset = make_ct(PixelData=b"", **over)
    for keyword in _NOT_OF_ULTRASOUND.split():
        if keyword in dataset and keyword not in over:
            delattr(dataset, keyword)
    _give(dataset, np.stack(frames))
    return dataset


def _give(dataset: Dataset, frames: NDArray[Any]) -> None:
    colour = frames.ndim == 4
    dataset.Rows, dataset.Columns = frames.shape[1:3]
    dataset.SamplesPerPixel = 3 if colour else 1
    dataset.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    dataset.PixelRepresentation = 0
    if len(frames) > 1:
        dataset.NumberOfFrames = len(frames)
        dataset.FrameTime = 40
    dataset.PixelData = frames.tobytes() + b"\0" * (frames.size % 2)
    dataset["PixelData"].VR = "OB"
