"""Faults of how the images describe themselves: side, kind, date, spacing, coding."""

from datetime import timedelta
from typing import Any, Final

from pydicom import Dataset
from pydicom.uid import (
    JPEG2000,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from courses.phantoms.faults.bench import Bench
from courses.phantoms.faults.breaking import Needs, fault
from courses.phantoms.faults.strangers import day, said

SIDES: Final = ("Laterality", "ImageLaterality", "ViewPosition", "PatientOrientation")
SPACINGS: Final = (
    "PixelSpacing",
    "ImagerPixelSpacing",
    "NominalScannedPixelSpacing",
)
OTHER_SIDE: Final = str.maketrans("LR", "RL")
# Views named for the side at the detector (PS3.3 C.8.11.1: RL, RLD, RLO and so on).
SIDED_VIEWS: Final = {
    "LL", "RL", "LLD", "RLD", "LLO", "RLO", "LAO", "RAO", "LPO", "RPO",
    "LMLO", "RMLO", "LCC", "RCC",
}  # fmt: skip
ODD_SYNTAXES: Final = (
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEG2000,
    RLELossless,
    "1.2.840.113619.5.2",  # a maker's private one: implicit, pixels big endian
)
MODALITIES: Final = ("CT", "MR", "US", "DX", "CR", "NM", "PT", "XA")
RELATED: Final = ({"CR", "DX"}, {"XA", "RF"})
BODY_PARTS: Final = (
    "CHEST", "ABDOMEN", "HEAD", "HAND", "KNEE", "ANKLE", "SPINE", "LSPINE", "SHOULDER",
)  # fmt: skip


def _has_side(image: Dataset) -> bool:
    return any(_mirrored(keyword, image.get(keyword)) for keyword in SIDES)


@fault(
    "swapped-side",
    "Swapped side",
    "Right and left are exchanged in everything the header says of the side.",
    Needs(also=_has_side),
)
def swapped_side(bench: Bench) -> None:
    for index, image in enumerate(bench.images):
        for keyword in SIDES:
            if turned := _mirrored(keyword, image.get(keyword)):
                bench.set(index, keyword, turned)


@fault(
    "odd-transfer-syntax",
    "Odd transfer syntax",
    "The file says that its pixels are coded in a way in which they are not.",
    Needs(also=lambda image: "TransferSyntaxUID" in getattr(image, "file_meta", ())),
)
def odd_transfer_syntax(bench: Bench) -> None:
    said_now = bench.read(0, "TransferSyntaxUID")
    odd = bench.pick([syntax for syntax in ODD_SYNTAXES if syntax != said_now])
    bench.set_all(_some(bench), TransferSyntaxUID=str(odd))


@fault(
    "wrong-modality",
    "Wrong modality",
    "The modality does not go with the SOP class of the images.",
    Needs(any_of=("Modality",)),
)
def wrong_modality(bench: Bench) -> None:
    own = bench.read(0, "Modality")
    alike = next((kin for kin in RELATED if own in kin), {own})
    other = bench.pick([each for each in MODALITIES if each not in alike])
    bench.set_all(range(len(bench)), Modality=other)


@fault(
    "no-spacing",
    "No pixel spacing",
    "Nothing says how large a pixel is: no length can be measured.",
    Needs(any_of=SPACINGS),
)
def no_spacing(bench: Bench) -> None:
    for index, image in enumerate(bench.images):
        for keyword in SPACINGS:
            if keyword in image:
                bench.set(index, keyword, None)


@fault(
    "wrong-study-date",
    "Wrong study date",
    "The study date is not the day on which the images were made.",
    Needs(also=lambda image: day(said(image, "StudyDate")) is not None),
)
def wrong_study_date(bench: Bench) -> None:
    own = day(bench.read(0, "StudyDate"))
    if own is None:
        return
    away = bench.pick((1, -1)) * int(bench.rng.integers(1, 400))
    other = own + timedelta(days=away)
    bench.set_all(range(len(bench)), StudyDate=f"{other:%Y%m%d}")


@fault(
    "wrong-body-part",
    "Wrong body part",
    "The header names another part of the body than the images show.",
    Needs(any_of=("BodyPartExamined",)),
)
def wrong_body_part(bench: Bench) -> None:
    own = bench.read(0, "BodyPartExamined")
    kin = {"SPINE", "LSPINE"} if own in {"SPINE", "LSPINE"} else {own}
    other = bench.pick([part for part in BODY_PARTS if part not in kin])
    bench.set_all(range(len(bench)), BodyPartExamined=other)


def _some(bench: Bench) -> list[int]:
    """One image, or the whole study: a system errs now and then, or always."""
    if bench.rng.random() < 0.5:
        return [int(bench.rng.integers(len(bench)))]
    return list(range(len(bench)))


def _mirrored(keyword: str, value: Any) -> str | list[str] | None:
    """The same words with right and left exchanged, None where they say no side."""
    if not value:
        return None
    if keyword == "PatientOrientation":
        ways = [str(way) for way in value] if not isinstance(value, str) else [value]
        turned = [way.translate(OTHER_SIDE) for way in ways]
        return turned if turned != ways else None
    text = str(value)
    if text not in (SIDED_VIEWS if keyword == "ViewPosition" else {"L", "R"}):
        return None
    return text[0].translate(OTHER_SIDE) + text[1:]
