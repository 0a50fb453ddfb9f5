"""What a drawn line, angle or area measures, from its handles.

Handles are (column, row) counted from the centre of the first pixel. `spacing` is
millimetres from row to row, then from column to column (Pixel Spacing (0028,0030)); an
image without a scale is measured in pixels."""

from collections.abc import Mapping, Sequence
from math import atan2, degrees, dist, hypot

Point = Sequence[float]
Spacing = tuple[float, float]


def scaled(pixel: Point, spacing: Spacing | None) -> tuple[float, float]:
    down, across = spacing or (1.0, 1.0)
    return pixel[0] * across, pixel[1] * down


def length(handles: Sequence[Point], spacing: Spacing | None) -> float:
    one, other = (scaled(pixel, spacing) for pixel in handles)
    return dist(one, other)


def angle(handles: Sequence[Point], spacing: Spacing | None) -> float:
    """At the middle handle, 0 to 180 degrees."""
    end, vertex, other = (scaled(pixel, spacing) for pixel in handles)
    one = end[0] - vertex[0], end[1] - vertex[1]
    two = other[0] - vertex[0], other[1] - vertex[1]
    return _between(one, two)


def cobb(handles: Sequence[Point], spacing: Spacing | None) -> float:
    """Between two lines that have no direction, 0 to 90 degrees."""
    a, b, c, d = (scaled(pixel, spacing) for pixel in handles)
    found = _between((b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1]))
    return min(found, 180 - found)


def _between(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Of two directions; of none (a line without length) it is 0."""
    cross = one[0] * two[1] - one[1] * two[0]
    along = one[0] * two[0] + one[1] * two[1]
    return degrees(atan2(abs(cross), along))


def middle(handles: Sequence[Point]) -> tuple[float, float]:
    """Of the box around all handles, in pixels: where a mark lies."""
    columns, rows = zip(*((one[0], one[1]) for one in handles), strict=True)
    return (min(columns) + max(columns)) / 2, (min(rows) + max(rows)) / 2


def extent(handles: Sequence[Point]) -> float:
    """The diagonal of the box around all handles, in pixels."""
    columns, rows = zip(*((one[0], one[1]) for one in handles), strict=True)
    return hypot(max(columns) - min(columns), max(rows) - min(rows))


def lines(
    kind: str, handles: Sequence[Point], spacing: Spacing | None
) -> Mapping[str, float]:
    """What can be told without looking at the pixels."""
    match kind:
        case "length":
            return {"length": length(handles, spacing)}
        case "angle":
            return {"angle": angle(handles, spacing)}
        case "cobb":
            return {"angle": cobb(handles, spacing)}
        case _:
            return {}
