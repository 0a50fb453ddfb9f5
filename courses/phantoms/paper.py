"""Headers without pixels: studies that are read and put right, not looked at.

They say what a scanner of that kind says, and are made in no time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from pydicom import Dataset

from courses.phantoms.headers import Device, Series, Visit

CT_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.2"
MR_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.4"
DX_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.1.1"
US_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.6.1"
Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One series: its name, how many images it has, and what only it says."""

    description: str
    images: int
    says: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of examination. A list among the words is drawn from, by the seed."""

    code: str
    title: str
    modality: str
    sop_class: str
    body_part: str
    device: Device
    leaves: tuple[Leaf, ...]
    says: Words
    is_sided: bool = False


CT_SAYS: Final[Words] = {
    "KVP": ["100", "120", "140"],
    "XRayTubeCurrent": ["180", "215", "260", "310"],
    "Exposure": ["90", "108", "130", "155"],
    "ExposureTime": "500",
    "ReconstructionDiameter": ["320", "350", "380"],
    "TableHeight": ["142.5", "150", "163"],
    "GantryDetectorTilt": "0",
    "FocalSpots": "1.2",
    "PatientPosition": "HFS",
    "PixelSpacing": [["0.625", "0.625"], ["0.6836", "0.6836"], ["0.7422", "0.7422"]],
    "Rows": 512,
    "Columns": 512,
    "BitsStored": 12,
    "RescaleIntercept": "-1024",
    "RescaleSlope": "1",
    "WindowCenter": "40",
    "WindowWidth": "400",
}
MR_SAYS: Final[Words] = {
    "MagneticFieldStrength": "1.5",
    "RepetitionTime": ["2480", "3120", "3650"],
    "EchoTime": ["11", "34", "42"],
    "EchoTrainLength": ["6", "8"],
    "FlipAngle": ["90", "150"],
    "NumberOfAverages": ["1", "2"],
    "SpacingBetweenSlices": ["3.3", "3.6"],
    "SliceThickness": ["3", "3.5"],
    "PatientPosition": "HFS",
    "PixelSpacing": [["0.3125", "0.3125"], ["0.4167", "0.4167"]],
    "Rows": 512,
    "Columns": 512,
    "BitsStored": 12,
}
DX_SAYS: Final[Words] = {
    "KVP": ["55", "60", "66", "70"],
    "Exposure": ["2", "3", "4"],
    "XRayTubeCurrent": ["250", "320"],
    "DistanceSourceToDetector": ["1100", "1150"],
    "ExposureIndex": ["212", "263", "318"],
    "TargetExposureIndex": "250",
    "ImagerPixelSpacing": [["0.139", "0.139"], ["0.143", "0.143"], ["0.15", "0.15"]],
    "Rows": 2880,
    "Columns": 2304,
    "BitsStored": 14,
    "PresentationIntentType": "FOR PRESENTATION",
}
US_SAYS: Final[Words] = {
    "TransducerData": ["C5-1", "C6-2"],
    "MechanicalIndex": ["0.9", "1.1", "1.3"],
    "DepthOfScanField": ["140", "160", "180"],
    "Rows": 768,
    "Columns": 1024,
    "BitsStored": 8,
    "LossyImageCompression": "00",
}
CT: Final = Device("CTROOM1", "Larch CT 64", "LX 3.2.1")
CT_EMERGENCY: Final = Device("CTER", "Larch CT 128 Flash", "LX 4.1.0")
MR: Final = Device("MR2", "Willow MR 1.5", "WL 7.0.2")
DX: Final = Device("DXROOM3", "Maple DR", "MP 2.4")
US: Final = Device("US1", "Linden U9", "LN 1.8.0")


def _topogram(where: str) -> Leaf:
    return Leaf(f"{where} topogram", 1, {"ImageType": ["ORIGINAL", "PRIMARY"]})


def _slices(description: str, images: int, thickness: str, kernel: str) -> Leaf:
    return Leaf(
        f"{description} {thickness} {kernel}",
        images,
        {"SliceThickness": thickness, "ConvolutionKernel": kernel},
    )


def _view(description: str, view: str) -> Leaf:
    return Leaf(description, 1, {"ViewPosition": view})


_ALL: Final = (
    Paper(
        *("ct-chest", "CT chest", "CT", CT_IMAGE, "CHEST", CT),
        (
            _topogram("Chest"),
            _slices("Chest", 4, "5", "S31"),
            _slices("Chest", 6, "1", "L57"),
        ),
        CT_SAYS,
    ),
    Paper(
        *("ct-head", "CT head without contrast", "CT", CT_IMAGE, "HEAD", CT_EMERGENCY),
        (
            _topogram("Head"),
            _slices("Head", 4, "4", "N34"),
            _slices("Head", 5, "1", "B64"),
        ),
        {**CT_SAYS, "WindowWidth": "80", "GantryDetectorTilt": ["0", "-12", "-15"]},
    ),
    Paper(
        *("mr-knee", "MR knee", "MR", MR_IMAGE, "KNEE", MR),
        (Leaf("PD SAG FS", 4), Leaf("T1 COR", 3), Leaf("PD AX FS", 4)),
        {**MR_SAYS, "PatientPosition": "FFS"},
        is_sided=True,
    ),
    Paper(
        *("mr-brain", "MR brain", "MR", MR_IMAGE, "BRAIN", MR),
        (Leaf("T2 AX", 4), Leaf("FLAIR AX", 4), Leaf("DWI AX", 5)),
        MR_SAYS,
    ),
    Paper(
        *("dx-chest", "Chest PA and lateral", "DX", DX_IMAGE, "CHEST", DX),
        (_view("Chest PA", "PA"), _view("Chest lateral", "LL")),
        {**DX_SAYS, "KVP": ["110", "120", "125"], "DistanceSourceToDetector": "1800"},
    ),
    Paper(
        *("dx-hand", "Hand PA", "DX", DX_IMAGE, "HAND", DX),
        (_view("Hand PA", "PA"), _view("Hand oblique", "")),
        {**DX_SAYS, "KVP": ["50", "52", "55"]},
        is_sided=True,
    ),
    Paper(
        *("dx-knee", "Knee AP", "DX", DX_IMAGE, "KNEE", DX),
        (_view("Knee AP", "AP"),),
        DX_SAYS,
        is_sided=True,
    ),
    Paper(
        *("us-abdomen", "US abdomen", "US", US_IMAGE, "ABDOMEN", US),
        (Leaf("Liver", 3), Leaf("Kidneys", 3)),
        US_SAYS,
    ),
)
CATALOGUE: Final[Mapping[str, Paper]] = {one.code: one for one in _ALL}


def study(code: str, *, seed: int) -> list[Dataset]:
    """The same code and seed, the same headers; one seed is one patient."""
    paper = CATALOGUE[code]
    rng = np.random.default_rng([seed, *code.encode()])
    visit = Visit(f"paper-{code}", seed, description=paper.title)
    side = "LR"[int(rng.integers(2))] if paper.is_sided else ""
    common = {keyword: _drawn(rng, value) for keyword, value in paper.says.items()}
    return [
        image
        for number, leaf in enumerate(paper.leaves, start=1)
        for image in _series(visit, paper, leaf, number, side=side, common=common)
    ]


def _series(
    visit: Visit, paper: Paper, leaf: Leaf, number: int, *, side: str, common: Words
) -> list[Dataset]:
    series = Series(
        number=number,
        modality=paper.modality,
        description=leaf.description,
        body_part=paper.body_part,
        device=paper.device,
        protocol=paper.title,
        laterality=side,
    )
    images = []
    for place in range(1, leaf.images + 1):
        image = visit.image(paper.sop_class, series, place, after=2.0 * place)
        for keyword, value in {**common, **leaf.says}.items():
            setattr(image, keyword, value)
        images.append(image)
    return images


def _drawn(rng: np.random.Generator, value: Any) -> Any:
    return value[int(rng.integers(len(value)))] if isinstance(value, list) else value
