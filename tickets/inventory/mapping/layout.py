"""Where boxes stand: lanes from left to right, a band for each facility. No Django.

In a lane, boxes are ordered so that their lines cross little: each goes to the mean
height of those it is joined to, a few times over (Sugiyama's barycentre sweeps). A
lane that is too tall for the page gets a second and a third column."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

BOX: Final = (166, 44)
COLUMN, ROW = BOX[0] + 20, BOX[1] + 12
LANE_GAP, BAND_GAP, HEAD, EDGE = 72, 40, 40, 20
SWEEPS: Final = 6
# Wider than high, as a screen and a sheet of A3 are.
ASPECT: Final = 1.5
MOST_COLUMNS: Final = 6

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A box to be placed: `rank` orders it among its neighbours before any sweep."""

    id: str
    lane: int
    band: str
    rank: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A lane or a band, as the ground that it covers."""

    key: int | str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """`places` are the middles of the boxes."""

    places: Mapping[str, Place]
    lanes: Sequence[Area]
    bands: Sequence[Area]
    width: float
    height: float


def lay_out(
    spots: Collection[Spot],
    lines: Iterable[tuple[str, str]],
    bands: Sequence[str],
) -> Layout:
    """`bands` from top to bottom; those without a box are left out."""
    cells: dict[tuple[int, str], list[str]] = defaultdict(list)
    for spot in sorted(spots, key=lambda one: (*map(str, one.rank), one.id)):
        cells[spot.lane, spot.band].append(spot.id)
    used = [band for band in bands if any(key[1] == band for key in cells)]
    lanes = sorted({lane for lane, _band in cells})
    _untangle(cells, lanes, used, _neighbours(lines))
    columns = _columns(cells, lanes, used)
    return _place(cells, lanes, used, columns)


def _neighbours(lines: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    joined: dict[str, list[str]] = defaultdict(list)
    for one, other in lines:
        joined[one].append(other)
        joined[other].append(one)
    return joined


def _untangle(
    cells: dict[tuple[int, str], list[str]],
    lanes: Sequence[int],
    bands: Sequence[str],
    joined: Mapping[str, Sequence[str]],
) -> None:
    for sweep in range(SWEEPS):
        for lane in lanes if sweep % 2 else reversed(lanes):
            heights = _heights(cells, bands)
            for band in bands:
                cells.get((lane, band), []).sort(
                    key=lambda box: _pull(box, joined, heights)
                )


def _heights(
    cells: Mapping[tuple[int, str], Sequence[str]], bands: Sequence[str]
) -> dict[str, float]:
    """How far down each box stands: its band, and its share of its own cell."""
    return {
        box: bands.index(band) + (place + 0.5) / len(boxes)
        for (_lane, band), boxes in cells.items()
        for place, box in enumerate(boxes)
    }


def _pull(
    box: str, joined: Mapping[str, Sequence[str]], heights: Mapping[str, float]
) -> float:
    around = [heights[other] for other in joined.get(box, ()) if other in heights]
    return fmean(around) if around else heights[box]


def _rows(
    cells: Mapping[tuple[int, str], Sequence[str]],
    lanes: Iterable[int],
    band: str,
    columns: Mapping[int, int],
) -> int:
    """The rows that a band needs: those of its fullest lane."""
    return max(-(-len(cells.get((lane, band), ())) // columns[lane]) for lane in lanes)


def _columns(
    cells: Mapping[tuple[int, str], Sequence[str]],
    lanes: Sequence[int],
    bands: Sequence[str],
) -> dict[int, int]:
    """One column a lane, and one more for the tallest while all is too high."""
    columns = dict.fromkeys(lanes, 1)
    while lanes:
        rows = sum(_rows(cells, lanes, band, columns) for band in bands)
        wide = sum(columns.values()) * COLUMN + LANE_GAP * (len(lanes) - 1)
        tallest = max(lanes, key=lambda one: _tall(cells, one, bands, columns[one]))
        if rows * ROW * ASPECT <= wide or columns[tallest] == MOST_COLUMNS:
            break
        columns[tallest] += 1
    return columns


def _tall(
    cells: Mapping[tuple[int, str], Sequence[str]],
    lane: int,
    bands: Sequence[str],
    columns: int,
) -> int:
    return sum(-(-len(cells.get((lane, band), ())) // columns) for band in bands)


def _place(
    cells: Mapping[tuple[int, str], Sequence[str]],
    lanes: Sequence[int],
    bands: Sequence[str],
    columns: Mapping[int, int],
) -> Layout:
    lefts, right = {}, float(EDGE)
    for lane in lanes:
        lefts[lane] = right
        right += columns[lane] * COLUMN + LANE_GAP
    places: dict[str, Place] = {}
    areas, top = [], float(HEAD)
    width = right - LANE_GAP + EDGE
    for band in bands:
        rows = _rows(cells, lanes, band, columns)
        height = rows * ROW + BAND_GAP
        areas.append(Area(band, 0, top, width, height))
        for lane in lanes:
            boxes = cells.get((lane, band), ())
            high = -(-len(boxes) // columns[lane])
            start = top + BAND_GAP - 8 + (rows - high) * ROW / 2
            for number, box in enumerate(boxes):
                column, row = divmod(number, max(high, 1))
                x = lefts[lane] + (column + 0.5) * COLUMN
                places[box] = (x, start + (row + 0.5) * ROW)
        top += height + EDGE / 2
    grounds = [
        Area(lane, lefts[lane], 0, columns[lane] * COLUMN, top) for lane in lanes
    ]
    return Layout(places, grounds, areas, width, top)
