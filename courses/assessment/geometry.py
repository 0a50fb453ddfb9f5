"""From a mark's image and pixel to its place on the patient, by the stored header."""

import gzip
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from courses.assessment.grading.localise import Target
from courses.assessment.grading.place import Geometry, Place, place_of
from courses.studies.keeping import storage
from courses.studies.models import Instance

PIXEL_SPACING, IMAGER_SPACING = "00280030", "00181164"
# Of an ultrasound's picture: in the region, centimetres by column and by row.
REGIONS, UNIT_X, DELTA_X, DELTA_Y = "00186011", "00186024", "0018602C", "0018602E"
CENTIMETRES: Final = 3
POSITION, ORIENTATION, FRAME_OF_REFERENCE = "00200032", "00200037", "00200052"


class Reader:
    """Reads each header once."""

    def __init__(self, images: Sequence[Instance]) -> None:
        self.images = images
        self._by_uid = {image.uid: image for image in images}
        self._known: dict[str, Mapping[str, Any]] = {}

    def target(self, key: Mapping[str, Any]) -> Target:
        """A key counts images from 1, as the author saw them."""
        image = self.images[key["image"] - 1]
        mark = {
            "sop_uid": image.uid,
            "frame": key.get("frame", 1),
            "pixels": [key["pixel"]],
        }
        in_pixels = key["unit"] == "px"
        place = self.place(mark, in_pixels=in_pixels)
        return Target(key["label"], place, key["radius"])

    def place(self, mark: Mapping[str, Any], *, in_pixels: bool) -> Place:
        """Of a mark's first handle."""
        column, row = mark["pixels"][0]
        return place_of((column, row), self._geometry(mark, in_pixels=in_pixels))

    def _geometry(self, mark: Mapping[str, Any], *, in_pixels: bool) -> Geometry:
        uid, frame = mark["sop_uid"], mark["frame"]
        if in_pixels:
            return Geometry(uid, frame)
        if uid not in self._known:
            self._known[uid] = header_of(self._by_uid[uid])
        return geometry_of(self._known[uid], uid, frame)


def header_of(image: Instance) -> Mapping[str, Any]:
    """The DICOM JSON that was kept when the image was prepared."""
    packed = storage.get(storage.metadata_name(image.folder))
    found: Mapping[str, Any] = json.loads(gzip.decompress(packed))[0]
    return found


def geometry_of(header: Mapping[str, Any], uid: str, frame: int) -> Geometry:
    """A projection has its spacing at the detector only; that is still a scale."""
    spacing = (
        _floats(header, PIXEL_SPACING)
        or _floats(header, IMAGER_SPACING)
        or _of_region(header)
    )
    position, cosines = _floats(header, POSITION), _floats(header, ORIENTATION)
    named = header.get(FRAME_OF_REFERENCE, {}).get("Value", [""])
    is_placed = len(position) == 3 and len(cosines) == 6
    return Geometry(
        sop_uid=uid,
        frame=frame,
        spacing=(spacing[0], spacing[1]) if _is_scale(spacing) else None,
        position=(position[0], position[1], position[2]) if is_placed else None,
        orientation=(
            (cosines[0], cosines[1], cosines[2]),
            (cosines[3], cosines[4], cosines[5]),
        )
        if is_placed
        else None,
        frame_of_reference=str(named[0]),
    )


def _of_region(header: Mapping[str, Any]) -> list[float]:
    """Where all regions of an ultrasound have one scale (PS3.3 C.8.5.5)."""
    scales = {
        (10 * abs(*_floats(one, DELTA_Y)), 10 * abs(*_floats(one, DELTA_X)))
        for one in header.get(REGIONS, {}).get("Value", [])
        if _floats(one, UNIT_X) == [CENTIMETRES]
    }
    return list(scales.pop()) if len(scales) == 1 else []


def _is_scale(spacing: Sequence[float]) -> bool:
    return len(spacing) == 2 and min(spacing) > 0


def _floats(header: Mapping[str, Any], tag: str) -> list[float]:
    return [float(one) for one in header.get(tag, {}).get("Value", [])]
