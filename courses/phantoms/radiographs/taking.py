"""How a radiograph is taken, well or badly: what all of them have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from pydicom import Dataset

from courses.phantoms.headers import Visit
from courses.phantoms.made import Finding, Made, Truth
from courses.phantoms.radiographs.beam import Array, Beam, Image
from courses.phantoms.radiographs.film import Field, Technique, expose
from courses.phantoms.radiographs.marker import TALL, Marker, lead, marker
from courses.phantoms.radiographs.plate import Shot, plate

# The words that every radiograph understands. `side` of None is drawn by the seed;
# `rotation` and `tilt` in degrees, `motion` in mm of the detector; `exposure` is
# right, low or high; `spacing` is detector (ImagerPixelSpacing), calibrated (with
# PixelSpacing in the patient's midst) or none; `pitch` mm, None for the usual one.
COMMON: Final[dict[str, Any]] = {
    "side": None,
    "marker": "correct",
    "rotation": 0.0,
    "tilt": 0.0,
    "motion": 0.0,
    "clipped": False,
    "exposure": "right",
    "modality": "DX",
    "inverted": False,
    "spacing": "detector",
    "pitch": None,
}
PHOTONS: Final = {"right": 1.0, "low": 0.07, "high": 5.0}
# Beyond these a technologist would take the image again.
MOST_TURN: Final = 5.0
MOST_MOTION: Final = 0.6


@dataclass(frozen=True)
class Mark:
    """A finding before it is projected: by a point and a radius in the patient, or by
    the points that it ends at (`outline`)."""

    name: str
    centre: tuple[float, float, float]
    radius_mm: float
    outline: Array | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """What stands before the detector: `absorbed` is the line integral. The marker
    lies on side `marker_side` of the patient, at `marker_place` of the detector."""

    beam: Beam
    absorbed: Image
    technique: Technique
    field: Field
    marker_side: str
    marker_place: tuple[float, float]
    marks: tuple[Mark, ...] = ()


def options(**own: Any) -> dict[str, Any]:
    return {**COMMON, **own}


def take(
    visit: Visit, scene: Scene, shot: Shot, asked: Mapping[str, Any]
) -> tuple[Dataset, list[Finding]]:
    """One exposure, and where its findings lie on it."""
    rng = np.random.default_rng([visit.seed, shot.number, 77])
    letter = marker(scene.beam, asked["marker"], scene.marker_side, scene.marker_place)
    share = PHOTONS[asked["exposure"]]
    technique = replace(
        scene.technique,
        photons=scene.technique.photons * share,
        mas=scene.technique.mas * share,
        behind=scene.technique.behind / share,
    )
    film = expose(
        scene.beam,
        scene.absorbed,
        technique,
        replace(scene.field, motion=(0.4 * asked["motion"], asked["motion"])),
        rng,
        lead=lead(scene.beam, letter, rng),
    )
    image = plate(visit, shot, scene.beam, technique, film)
    uid = str(image.SOPInstanceUID)
    found = [_projected(scene.beam, mark, uid) for mark in scene.marks]
    return image, [*found, _letter(scene.beam, letter, uid)]


def made(
    taken: list[tuple[Dataset, list[Finding]]],
    asked: Mapping[str, Any],
    **facts: Any,
) -> Made:
    reasons = faults_of(asked)
    return Made(
        [image for image, _ in taken],
        Truth(
            tuple(finding for _, found in taken for finding in found),
            {"reasons": reasons, "acceptable": not reasons, **facts},
        ),
    )


def faults_of(asked: Mapping[str, Any]) -> list[str]:
    """Why these images would not be accepted, in the words of a reject analysis."""
    said = {
        "marker": asked["marker"] != "correct",
        "rotation": abs(asked["rotation"]) > MOST_TURN,
        "tilt": abs(asked["tilt"]) > MOST_TURN,
        "motion": asked["motion"] > MOST_MOTION,
        "clipped": bool(asked["clipped"]),
        "exposure": asked["exposure"] != "right",
    }
    return [reason for reason, wrong in said.items() if wrong]


def side_of(visit: Visit, asked: Mapping[str, Any]) -> str:
    """L or R, drawn by the seed where nothing was asked for."""
    drawn = "LR"[int(np.random.default_rng([visit.seed, 3]).integers(2))]
    return str(asked["side"] or drawn)


def _projected(beam: Beam, mark: Mark, uid: str) -> Finding:
    column, row = beam.pixel(mark.centre)
    _, _, larger = beam.place(np.array([mark.centre]))
    reach = mark.radius_mm * float(larger[0])
    if mark.outline is None:
        far = reach / beam.pitch
        box = (column - far, row - far), (column + far, row + far)
    else:
        columns, rows, _ = beam.place(mark.outline)
        box = (
            (float(columns.min()), float(rows.min())),
            (float(columns.max()), float(rows.max())),
        )
    details = {
        "radius_at_detector_mm": reach,
        "magnification": float(larger[0]),
        **mark.details,
    }
    return Finding(
        mark.name, uid, (column, row), mark.radius_mm, box=box, details=details
    )


def _letter(beam: Beam, letter: Marker, uid: str) -> Finding:
    return Finding(
        "side marker",
        uid,
        letter.pixel,
        0.75 * TALL,
        box=letter.box,
        details=letter.details(),
    )
