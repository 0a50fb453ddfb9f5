"""The header of a projection radiograph, DX or CR."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.sequence import Sequence as Items

from courses.phantoms.headers import Device, Series, Visit, pixels, window
from courses.phantoms.radiographs.beam import Beam
from courses.phantoms.radiographs.film import BITS, USUAL_DOSE, Film, Technique

DX_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.1.1"
CR_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.1"
DEVICES: Final = {
    "DX": Device("XR2", "Canopy Flat", "3.4.1"),
    "CR": Device("CR1", "Canopy Plate", "2.8"),
}
# SNOMED CT, as CID 4009 and CID 4010 of PS3.16 have them.
REGIONS: Final = {
    "CHEST": ("51185008", "Chest"),
    "HAND": ("85562004", "Hand"),
    "KNEE": ("72696002", "Knee"),
    "ANKLE": ("344001", "Ankle"),
    "SPINE": ("421060004", "Spine"),
}
VIEW_CODES: Final = {
    "PA": ("399348003", "postero-anterior"),
    "AP": ("399067008", "antero-posterior"),
    "LL": ("399173006", "left lateral"),
    "RL": ("399198007", "right lateral"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """One exposure: how it was set up. `side` is L, R, or U where there is no pair."""

    number: int
    description: str
    body_part: str
    view: str
    side: str
    orientation: tuple[str, str]
    modality: str
    inverted: bool
    spacing: str  # "calibrated", "detector" or "none"
    shown: tuple[float, float] = (1.5, 99.3)  # percentiles of the field, black to white


def plate(
    visit: Visit, shot: Shot, beam: Beam, technique: Technique, film: Film
) -> Dataset:
    laterality = shot.side if shot.side in "LR" else ""
    series = Series(
        shot.number,
        shot.modality,
        shot.description,
        shot.body_part,
        DEVICES[shot.modality],
        laterality=laterality if shot.modality == "CR" else "",
    )
    sop_class = DX_IMAGE if shot.modality == "DX" else CR_IMAGE
    image = visit.image(sop_class, series, 1)
    _place(image, shot, beam)
    _exposure(image, beam, technique, film)
    if shot.modality == "DX":
        _digital(image, shot)
    return _grey(image, shot, film)


def _place(image: Dataset, shot: Shot, beam: Beam) -> None:
    image.ImageType = ["ORIGINAL", "PRIMARY", ""]
    image.ViewPosition = shot.view
    image.PatientOrientation = list(shot.orientation)
    if shot.modality == "DX":
        image.ImageLaterality = shot.side
    if shot.spacing == "none":
        return
    image.ImagerPixelSpacing = [beam.pitch, beam.pitch]
    if shot.spacing == "calibrated":
        factor = beam.distance / (beam.distance - beam.gap)
        image.PixelSpacing = [round(beam.pitch / factor, 5)] * 2
        image.PixelSpacingCalibrationType = "GEOMETRY"
        image.PixelSpacingCalibrationDescription = "Reduced to the patient's midst"
        if shot.modality == "DX":
            image.EstimatedRadiographicMagnificationFactor = round(factor, 4)


def _exposure(image: Dataset, beam: Beam, technique: Technique, film: Film) -> None:
    image.KVP = f"{technique.kvp:g}"
    image.DistanceSourceToDetector = f"{beam.distance:g}"
    image.DistanceSourceToPatient = f"{beam.distance - beam.gap:g}"
    milliseconds = max(1, round(technique.mas * 1000 / 320))
    image.ExposureTime = milliseconds
    image.XRayTubeCurrent = 320
    if technique.mas >= 1:  # a whole number: less has to be said in microampere
        image.Exposure = round(technique.mas)
    image.ExposureInuAs = round(technique.mas * 1000)
    image.FocalSpots = f"{technique.focus_mm:g}"
    if image.Modality == "DX":
        image.Grid = ["FIXED", "FOCUSED"] if technique.grid else ["NONE"]
    index = 100 * film.dose  # of microgray, IEC 62494-1
    image.ExposureIndex = f"{index:.0f}"
    image.TargetExposureIndex = f"{100 * USUAL_DOSE:.0f}"
    deviation = 10 * np.log10(max(film.dose, 1e-3) / USUAL_DOSE)
    image.DeviationIndex = f"{deviation:.1f}" if abs(deviation) >= 0.05 else "0.1"
    image.AcquisitionDeviceProcessingDescription = f"{image.BodyPartExamined} standard"


def _digital(image: Dataset, shot: Shot) -> None:
    """What a DX image must say beyond a CR image (PS3.3 A.26)."""
    image.PresentationIntentType = "FOR PRESENTATION"
    image.PixelIntensityRelationship = "LOG"
    image.PixelIntensityRelationshipSign = 1 if shot.inverted else -1
    image.RescaleIntercept, image.RescaleSlope, image.RescaleType = "0", "1", "US"
    image.PresentationLUTShape = "INVERSE" if shot.inverted else "IDENTITY"
    image.LossyImageCompression = "00"
    image.DetectorType = "SCINTILLATOR"
    image.DetectorConfiguration = "AREA"
    image.DetectorID = "0002"
    image.PositionerType = "NONE"
    image.AcquisitionContextSequence = Items([])
    image.AnatomicRegionSequence = Items([_code(*REGIONS[shot.body_part])])
    view = _code(*VIEW_CODES[shot.view])
    view.ViewModifierCodeSequence = Items([])
    image.ViewCodeSequence = Items([view])


def _grey(image: Dataset, shot: Shot, film: Film) -> Dataset:
    grey = film.grey
    image.PhotometricInterpretation = "MONOCHROME1" if shot.inverted else "MONOCHROME2"
    if shot.inverted:
        grey = np.asarray(2**BITS - 1 - grey, np.uint16)
    shown = (
        shot.shown if not shot.inverted else tuple(100 - p for p in shot.shown[::-1])
    )
    low, high = _shown(grey, film.field, (shown[0], shown[1]))
    window(image, ("STANDARD", (low + high) / 2, high - low))
    return pixels(image, grey, bits=BITS)


def _shown(
    grey: NDArray[np.uint16], field: NDArray[np.bool_], shown: tuple[float, float]
) -> tuple[float, float]:
    """The greys from the bare detector to the densest that is worth seeing."""
    low, high = np.percentile(grey[field], shown)
    return float(round(low)), float(round(max(high, low + 64)))


def _code(value: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue = value
    code.CodingSchemeDesignator = "SCT"
    code.CodeMeaning = meaning
    return code
