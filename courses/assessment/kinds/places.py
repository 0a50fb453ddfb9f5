"""Where in a learner's own images an author's key points to, and what is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from courses.assessment import geometry
from courses.assessment.grading import roi, shapes
from courses.assessment.kinds.base import Sheet
from courses.dicom import pixels
from courses.studies.keeping import storage
from courses.studies.models import Instance

SLOPE, INTERCEPT = "00281053", "00281052"


def image_of(sheet: Sheet, key: Mapping[str, Any]) -> Instance:
    """By its UID in a variant that was drawn, else by its number as authors count."""
    uid = key.get("sop_uid")
    return sheet.by_uid[uid] if uid else sheet.images[key["image"] - 1]


def space_of(uid: str, frame: int) -> str:
    """The name of one frame."""
    return f"{uid}#{frame}"


def around(sheet: Sheet, key: Mapping[str, Any], slices: int) -> set[str]:
    """The frame that the key names and so many on either side, in its series."""
    image = image_of(sheet, key)
    series = [one for one in sheet.images if one.series_id == image.series_id]
    frames = [
        space_of(one.uid, frame)
        for one in series
        for frame in range(1, max(1, one.frames) + 1)
    ]
    at = frames.index(space_of(image.uid, key.get("frame", 1)))
    return set(frames[max(0, at - slices) : at + slices + 1])


def values_of(mark: Mapping[str, Any], sheet: Sheet) -> dict[str, float]:
    """All that a mark measures, worked out from its handles and the stored pixels."""
    image = sheet.by_uid[mark["sop_uid"]]
    header = geometry.header_of(image)
    spacing = geometry.geometry_of(header, image.uid, mark["frame"]).spacing
    found = dict(shapes.lines(mark["kind"], mark["pixels"], spacing))
    if mark["kind"] in roi.KINDS:
        found |= _region(mark, image, header, spacing)
    return found


def _region(
    mark: Mapping[str, Any],
    image: Instance,
    header: Mapping[str, Any],
    spacing: shapes.Spacing | None,
) -> dict[str, float]:
    """Nothing in colour: its three values are no measure of anything."""
    name = storage.frame_name(image.folder, mark["frame"])
    frame = pixels.from_htj2k(storage.unwrapped(storage.get(name)))
    if frame.ndim != 2:
        return {}
    inside = roi.mask(mark["kind"], mark["pixels"], (frame.shape[0], frame.shape[1]))
    found = roi.region(frame, inside)
    if found is None:
        return {}
    slope, intercept = _number(header, SLOPE, 1), _number(header, INTERCEPT, 0)
    down, across = spacing or (1.0, 1.0)
    return {
        "mean": found.mean * slope + intercept,
        "sd": found.sd * abs(slope),
        "area": found.count * down * across,
    }


def _number(header: Mapping[str, Any], tag: str, otherwise: float) -> float:
    values: Sequence[Any] = header.get(tag, {}).get("Value", [])
    return float(values[0]) if values else otherwise


def unit_of(gives: str, image: Instance) -> str:
    """The unit of what is measured on this image."""
    if gives == "angle":
        return "°"
    if gives in ("mean", "sd"):
        return "HU" if image.series.modality == "CT" else ""
    header = geometry.header_of(image)
    has_scale = geometry.geometry_of(header, image.uid, 1).spacing is not None
    unit = "mm" if has_scale else "px"
    return f"{unit}²" if gives == "area" else unit


def drawn(
    kind: str, image: Instance, frame: int, handles: Sequence[Any], label: str
) -> dict[str, Any]:
    """A mark of the expert, for the viewer."""
    return {
        "kind": kind,
        "sop_uid": image.uid,
        "frame": frame,
        "pixels": handles,
        "points": None,
        "label": label,
    }
