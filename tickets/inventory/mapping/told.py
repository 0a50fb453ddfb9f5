"""The drawing as data for the browser, and as paths for a still picture."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tickets.inventory.mapping.drawing import (
    LANE_TITLES,
    Box,
    Drawing,
    Line,
    detail_of,
    label_of,
)
from tickets.inventory.mapping.layout import BOX, Area
from tickets.inventory.models import Interface

# As many letters as a box holds.
LONGEST: Final = 17
LONGEST_DETAIL: Final = 21
BOW: Final = 34


@dataclass(frozen=True, slots=True)
class StillBox:
    box: Box
    label: str
    detail: str
    x: float
    y: float
    url: str
    feeds: Sequence["Feed"]


@dataclass(frozen=True, slots=True)
class Feed:
    """One line in words."""

    to: str
    carries: str
    is_broken: bool


@dataclass(frozen=True, slots=True)
class StillLine:
    line: Line
    path: str


@dataclass(frozen=True, slots=True)
class Still:
    """What a template needs to write an SVG; sizes in the map's own units."""

    boxes: Sequence[StillBox]
    lines: Sequence[StillLine]
    lanes: Sequence[tuple[Area, str]]
    bands: Sequence[tuple[Area, str]]
    view_box: str
    size: tuple[int, int] = BOX


def still(drawing: Drawing) -> Still:
    layout, feeds = drawing.layout, _feeds(drawing)
    names = {box.item.facility.code: box.item.facility.name for box in drawing.boxes}
    return Still(
        boxes=[
            _still_box(box, drawing.by, feeds.get(box.id, [])) for box in drawing.boxes
        ],
        lines=[StillLine(line, _path(line)) for line in drawing.lines],
        lanes=[(lane, str(LANE_TITLES[int(lane.key)])) for lane in layout.lanes],
        bands=[(band, names[str(band.key)]) for band in layout.bands],
        view_box=_view_box(drawing),
    )


def as_data(drawing: Drawing) -> dict[str, Any]:
    layout = drawing.layout
    names = {box.item.facility.code: box.item.facility.name for box in drawing.boxes}
    return {
        "map": drawing.map,
        "box": BOX,
        "boxes": [_box(box, drawing.by) for box in drawing.boxes],
        "lines": [_line(line) for line in drawing.lines],
        "lanes": [
            _area(lane, str(LANE_TITLES[int(lane.key)])) for lane in layout.lanes
        ],
        "bands": [_area(band, names[str(band.key)]) for band in layout.bands],
    }


def services_of(drawing: Drawing) -> list[str]:
    """What is carried on this map, to choose from."""
    return sorted({one.service for line in drawing.lines for one in line.interfaces})


def _box(box: Box, by: str) -> dict[str, Any]:
    x, y = box.place
    return {
        "id": box.id,
        "label": label_of(box, by),
        "detail": detail_of(box),
        "kind": box.item.type.name,
        "icon": box.item.type.icon,
        "where": box.item.facility.name if box.is_group else box.item.place,
        "shape": box.condition.shape,
        "tone": box.condition.tone,
        "word": str(box.condition.word),
        "url": _url(box),
        "ae": "" if box.is_group else box.item.ae_title,
        "phone": "" if box.is_group else box.item.phone,
        "tier": min(item.tier for item in box.items),
        "members": [[item.short_id, item.name] for item in box.items],
        "x": round(x, 1),
        "y": round(y, 1),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "source": line.source.id,
        "target": line.target.id,
        "carries": line.carries,
        "standard": line.standard,
        "broken": line.is_broken,
        "effect": min(one.effect for one in line.interfaces),
        "interfaces": [_interface(one) for one in line.interfaces[:24]],
    }


def _interface(edge: Interface) -> dict[str, Any]:
    return {
        "id": edge.pk,
        "service": edge.service,
        "standard": edge.get_standard_display(),
        "effect": edge.get_effect_display(),
        "still": edge.downtime_behaviour,
    }


def _area(area: Area, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "x": area.x,
        "y": area.y,
        "width": area.width,
        "height": area.height,
    }


def _feeds(drawing: Drawing) -> dict[str, list[Feed]]:
    found: dict[str, list[Feed]] = defaultdict(list)
    for line in drawing.lines:
        to = label_of(line.target, drawing.by)
        found[line.source.id].append(Feed(to, line.carries, line.is_broken))
    return found


def _still_box(box: Box, by: str, feeds: Sequence[Feed]) -> StillBox:
    x, y = box.place
    return StillBox(
        box,
        _short(label_of(box, by), LONGEST),
        _short(detail_of(box), LONGEST_DETAIL),
        x - BOX[0] / 2,
        y - BOX[1] / 2,
        _url(box),
        feeds,
    )


def _url(box: Box) -> str:
    """An item's page; of a group, the list of what is in it."""
    if not box.is_group:
        return box.item.get_absolute_url()
    return f"?facility={box.item.facility.code}&group={box.item.type.group}&by=item"


def _path(line: Line) -> str:
    """From the right of the source to the left of the target; where that would run
    backwards, the other way about; within a lane, in a bow beside it."""
    (x1, y1), (x2, y2) = line.source.place, line.target.place
    half = BOX[0] / 2
    if abs(x2 - x1) < BOX[0]:
        x1, x2 = x1 + half, x2 + half
        bend1, bend2 = x1 + BOW, x2 + BOW
    else:
        way = 1 if x2 > x1 else -1
        x1, x2 = x1 + way * half, x2 - way * half
        bend1 = bend2 = (x1 + x2) / 2
    bends = f"{bend1:.0f} {y1:.0f} {bend2:.0f} {y2:.0f}"
    return f"M{x1:.0f} {y1:.0f}C{bends} {x2:.0f} {y2:.0f}"


def _view_box(drawing: Drawing) -> str:
    """All of it, what was dragged off the ground too."""
    xs = [box.place[0] for box in drawing.boxes]
    ys = [box.place[1] for box in drawing.boxes]
    left = min([0, *(x - BOX[0] / 2 - 10 for x in xs)])
    top = min([0, *(y - BOX[1] / 2 - 10 for y in ys)])
    right = max([drawing.layout.width, *(x + BOX[0] / 2 + 10 for x in xs)])
    bottom = max([drawing.layout.height, *(y + BOX[1] / 2 + 10 for y in ys)])
    return f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
