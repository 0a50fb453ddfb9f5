"""Where on the patient a pixel lies, worked out from the image's own geometry."""

from dataclasses import dataclass
from math import dist, inf

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Geometry:
    """What an image says of itself. `spacing` is millimetres from row to row, then
    from column to column, as in Pixel Spacing (0028,0030)."""

    sop_uid: str
    frame: int = 1
    spacing: tuple[float, float] | None = None
    position: Vector | None = None
    orientation: tuple[Vector, Vector] | None = None
    frame_of_reference: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A point in a space of its own: the patient where the image knows where it
    lies, the image itself where it does not."""

    space: str
    at: Vector

    def to(self, other: "Place") -> float:
        """Millimetres; pixels where the image has no scale. Apart for ever in
        two different spaces."""
        return dist(self.at, other.at) if self.space == other.space else inf


def place_of(pixel: tuple[float, float], image: Geometry) -> Place:
    """`pixel` is column, row from the centre of the first pixel, PS3.3 C.7.6.2.1.1."""
    column, row = pixel
    down, across = image.spacing or (1.0, 1.0)
    if not (image.position and image.orientation and image.frame_of_reference):
        flat = (column * across, row * down, 0.0)
        return Place(f"{image.sop_uid}#{image.frame}", flat)
    along_row, along_column = image.orientation
    x, y, z = (
        origin + u * across * column + v * down * row
        for origin, u, v in zip(image.position, along_row, along_column, strict=True)
    )
    return Place(image.frame_of_reference, (x, y, z))
