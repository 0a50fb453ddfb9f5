"""The header of an ultrasound image or cine, with the region that can be measured."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.sequence import Sequence as Items
from pydicom.tag import Tag

from courses.phantoms.headers import Device, Series, Visit, pixels
from courses.phantoms.ultrasound.screen import SHAPE
from courses.phantoms.ultrasound.sector import Sector

IMAGE: Final = "1.2.840.10008.5.1.4.1.1.6.1"
MULTIFRAME: Final = "1.2.840.10008.5.1.4.1.1.3.1"
DEVICE: Final = Device("US3", "Canopy Sono", "5.2")
FRAME_MS: Final = 50.0


def image(
    visit: Visit,
    sector: Sector,
    frames: NDArray[np.uint8],
    *,
    description: str,
    body_part: str,
    side: str,
    burned: bool,
) -> Dataset:
    moving = frames.ndim > 2
    series = Series(1, "US", description, body_part, DEVICE, laterality=side)
    made = visit.image(MULTIFRAME if moving else IMAGE, series, 1)
    made.ImageType = ["ORIGINAL", "PRIMARY", "ABDOMINAL", "0001"]
    made.BurnedInAnnotation = "YES" if burned else "NO"
    made.LossyImageCompression = "00"
    made.PatientOrientation = ""
    made.TransducerData = ["C5-1", "", ""]
    made.TransducerType = "CURVED LINEAR"
    made.SequenceOfUltrasoundRegions = Items([_region(sector)])
    if moving:
        made.FrameTime = f"{FRAME_MS:g}"
        made.FrameIncrementPointer = Tag("FrameTime")
        made.CineRate = round(1000 / FRAME_MS)
    return pixels(made, frames)


def _region(sector: Sector) -> Dataset:
    """Where the picture lies, and centimetres to a pixel (PS3.3 C.8.5.5)."""
    half = np.radians(sector.half_angle)
    wide = (sector.radius + sector.depth) * float(np.sin(half)) / sector.mm
    top = sector.row - sector.radius * (1 - float(np.cos(half))) / sector.mm
    region = Dataset()
    region.RegionSpatialFormat = 1
    region.RegionDataType = 1
    region.RegionFlags = 0
    region.RegionLocationMinX0 = max(0, round(sector.column - wide))
    region.RegionLocationMinY0 = max(0, round(top))
    region.RegionLocationMaxX1 = min(SHAPE[1] - 1, round(sector.column + wide))
    bottom = round(sector.row + sector.depth / sector.mm)
    region.RegionLocationMaxY1 = min(SHAPE[0] - 1, bottom)
    region.PhysicalUnitsXDirection = 3
    region.PhysicalUnitsYDirection = 3
    region.PhysicalDeltaX = sector.mm / 10
    region.PhysicalDeltaY = sector.mm / 10
    region.ReferencePixelX0 = round(sector.column) - region.RegionLocationMinX0
    region.ReferencePixelY0 = round(sector.row) - region.RegionLocationMinY0
    region.ReferencePixelPhysicalValueX = 0.0
    region.ReferencePixelPhysicalValueY = 0.0
    region.TransducerFrequency = 3500
    return region
