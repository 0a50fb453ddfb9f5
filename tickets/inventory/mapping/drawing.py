"""The picture as it is drawn: boxes and lines, each with its place and its state."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.people.models import User
from tickets.inventory.conditions import Condition, conditions_of
from tickets.inventory.mapping.asked import MapForm
from tickets.inventory.mapping.layout import Layout, Place, Spot, lay_out
from tickets.inventory.models import ConfigurationItem, Interface, ItemGroup, MapPlace

# More boxes than this are a texture; like ones are folded into one.
READABLE: Final = 60
MOST: Final = 600
LANES: Final[Mapping[str, int]] = {
    ItemGroup.MODALITY: 0,
    ItemGroup.INTEGRATION: 1,
    ItemGroup.NETWORK: 1,
    ItemGroup.ARCHIVE: 2,
    ItemGroup.INFORMATION: 2,
    ItemGroup.SERVER: 2,
    ItemGroup.WORKSTATION: 3,
    ItemGroup.DISPLAY: 3,
    ItemGroup.SUPPORT: 3,
}
LANE_TITLES: Final = (
    gettext_lazy("Where it begins"),
    gettext_lazy("What carries it"),
    gettext_lazy("Where it is kept"),
    gettext_lazy("Who uses it"),
)


@dataclass(slots=True)
class Box:
    id: str
    items: list[ConfigurationItem]
    condition: Condition
    place: Place = (0, 0)

    @property
    def item(self) -> ConfigurationItem:
        return self.items[0]

    @property
    def is_group(self) -> bool:
        return len(self.items) > 1

    @property
    def lane(self) -> int:
        return LANES[self.item.type.group]


@dataclass(slots=True)
class Line:
    """All interfaces from one box to another; broken where its source is."""

    source: Box
    target: Box
    interfaces: list[Interface] = field(default_factory=list)
    is_broken: bool = False

    @property
    def carries(self) -> str:
        services = list(dict.fromkeys(one.service for one in self.interfaces))
        return ", ".join(services[:2]) + (" …" if len(services) > 2 else "")

    @property
    def standard(self) -> str:
        return self.interfaces[0].standard


@dataclass(frozen=True, slots=True)
class Drawing:
    boxes: Sequence[Box]
    lines: Sequence[Line]
    layout: Layout
    by: str
    count: int
    is_cut: bool
    map: str
    has_places: bool
    troubled: Sequence[tuple[ConfigurationItem, Condition]]


def draw(form: MapForm, user: User) -> Drawing:
    """Four queries, whatever the size: items, interfaces, planned work, places."""
    found = form.items(user).order_by("tier", "name", "pk")
    items = list(found[: MOST + 1])
    is_cut, items = len(items) > MOST, items[:MOST]
    ids = [item.pk for item in items]
    edges = form.interfaces().filter(source__in=ids, target__in=ids).order_by("pk")
    conditions = conditions_of(items)
    by = form.asked.get("by") or ("type" if len(items) > READABLE else "item")
    boxes = _boxes(items, conditions, by)
    lines = _lines(boxes, edges, conditions)
    saved = MapPlace.objects.filter(map=form.map, item__in=ids)
    places = {place.item_id: (place.x, place.y) for place in saved}
    layout = _placed(boxes, lines, places)
    return Drawing(
        boxes,
        lines,
        layout,
        by=by,
        count=len(items),
        is_cut=is_cut,
        map=form.map,
        has_places=bool(places),
        troubled=[
            (item, conditions[item.pk])
            for item in items
            if conditions[item.pk].is_broken
        ],
    )


def _boxes(
    items: Iterable[ConfigurationItem],
    conditions: Mapping[int, Condition],
    by: str,
) -> list[Box]:
    folded: dict[tuple[Any, ...], list[ConfigurationItem]] = defaultdict(list)
    for item in items:
        folded[_key(item, by)].append(item)
    return [_box(found, conditions) for found in folded.values()]


def _key(item: ConfigurationItem, by: str) -> tuple[Any, ...]:
    if by == "type":
        return (item.facility_id, item.type_id)
    if by == "room" and item.room:
        lane = LANES[item.type.group]
        return (item.facility_id, item.building, item.room, lane)
    return (item.pk,)


def _box(items: list[ConfigurationItem], conditions: Mapping[int, Condition]) -> Box:
    worst = min((conditions[item.pk] for item in items), key=lambda one: one.badness)
    first = items[0].short_id
    if len(items) == 1:
        return Box(first, items, worst)
    alike = sum(conditions[item.pk].shape == worst.shape for item in items)
    if worst.shape == "met" or alike == len(items):
        return Box(f"g-{first}", items, worst)
    said = _("%(n)s of %(all)s: %(word)s")
    said %= {"n": alike, "all": len(items), "word": worst.word}
    return Box(f"g-{first}", items, Condition(worst.shape, said))


def _lines(
    boxes: Iterable[Box],
    edges: Iterable[Interface],
    conditions: Mapping[int, Condition],
) -> list[Line]:
    of = {item.pk: box for box in boxes for item in box.items}
    lines: dict[tuple[str, str], Line] = {}
    for edge in edges:
        source, target = of[edge.source_id], of[edge.target_id]
        if source is not target:
            line = lines.setdefault((source.id, target.id), Line(source, target))
            line.interfaces.append(edge)
            line.is_broken |= conditions[edge.source_id].is_broken
    return list(lines.values())


def _placed(
    boxes: Sequence[Box], lines: Sequence[Line], saved: Mapping[int, Place]
) -> Layout:
    facilities = sorted({(b.item.facility.name, b.item.facility.code) for b in boxes})
    layout = lay_out(
        [
            Spot(
                box.id,
                box.lane,
                box.item.facility.code,
                (box.item.type.group, box.item.type.name, box.item.name),
            )
            for box in boxes
        ],
        [(line.source.id, line.target.id) for line in lines],
        [code for _name, code in facilities],
    )
    for box in boxes:
        box.place = layout.places[box.id]
        if not box.is_group:
            box.place = saved.get(box.item.pk, box.place)
    return layout


def label_of(box: Box, by: str) -> str:
    if not box.is_group:
        return box.item.name
    return box.item.room if by == "room" else box.item.type.name


def detail_of(box: Box) -> str:
    """The second line of a box: its state where that is news, else what it is."""
    if box.condition.shape != "met":
        return str(box.condition.word)
    if box.is_group:
        return ngettext("%(n)s item", "%(n)s items", len(box.items)) % {
            "n": len(box.items)
        }
    return box.item.ae_title or box.item.type.name
