"""One way to show a long list: a page by keyset, never by OFFSET.

    sort = sorting(request, {"due": ("due_at", "pk")}, default="due")
    page = page_of(request, tickets, order=sort.order)

`order` ends in the primary key and names columns without nulls (coalesce in an
annotation where there are some). A column reached through a relation must be in
`select_related`. The page costs one query, its count one more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format

M = TypeVar("M", bound=Model)
COUNT_UP_TO = 500
PLACE, SORT = "at", "sort"


@dataclass
class Page(Generic[M]):
    rows: list[M]
    next_url: str
    previous_url: str
    found: QuerySet[M]

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def count(self) -> int:
        """Counted no further than one beyond what is said aloud; a view that has
        counted already may say so."""
        if not self.next_url and not self.previous_url:
            return len(self.rows)
        return self.found.order_by()[: COUNT_UP_TO + 1].count()

    @property
    def count_label(self) -> str:
        said = number_format(min(self.count, COUNT_UP_TO), force_grouping=True)
        return f"{said}+" if self.count > COUNT_UP_TO else said


@dataclass(frozen=True)
class Sorting:
    """The order that was asked for, and the address of each other one."""

    request: HttpRequest
    name: str
    is_descending: bool
    order: tuple[str, ...]

    def direction(self, name: str) -> str:
        if name != self.name:
            return ""
        return "descending" if self.is_descending else "ascending"

    def url_for(self, name: str) -> str:
        turn = name == self.name and not self.is_descending
        return url_with(self.request, {SORT: f"-{name}" if turn else name, PLACE: ""})


def sorting(
    request: HttpRequest, allowed: Mapping[str, Sequence[str]], default: str
) -> Sorting:
    """`default` and `?sort=` name a key of `allowed`, turned round by a leading -."""
    asked = request.GET.get(SORT, "")
    if asked.removeprefix("-") not in allowed:
        asked = default
    name, is_descending = asked.removeprefix("-"), asked.startswith("-")
    order = tuple(allowed[name])
    if is_descending:
        order = tuple(_turned(key) for key in order)
    return Sorting(request, name, is_descending, order)


def page_of(
    request: HttpRequest,
    queryset: QuerySet[M],
    *,
    order: Sequence[str] = ("-pk",),
    size: int = 40,
) -> Page[M]:
    keys = _Keys(queryset, tuple(order))
    place = keys.read(request.GET.get(PLACE, ""))
    rows, has_previous, has_next = keys.fetch(place, size)
    if place and (not rows or (place.is_back and not has_previous)):
        rows, has_previous, has_next = keys.fetch(None, size)
    return Page(
        rows=rows,
        next_url=keys.url(request, rows[-1], is_back=False) if has_next else "",
        previous_url=keys.url(request, rows[0], is_back=True) if has_previous else "",
        found=queryset,
    )


def url_with(request: HttpRequest, changes: Mapping[str, str]) -> str:
    """This address with some parameters changed; an empty value takes one away."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}" if query else request.path


@dataclass(frozen=True)
class _Place:
    is_back: bool
    values: list[Any]


class _Keys(Generic[M]):
    def __init__(self, queryset: QuerySet[M], order: tuple[str, ...]) -> None:
        self.queryset, self.order = queryset, order
        self.names = [key.removeprefix("-") for key in order]
        self.salt = f"{queryset.model._meta.label}:{','.join(order)}"

    def read(self, cursor: str) -> _Place | None:
        """A cursor that was broken, or made for another order, is no cursor."""
        try:
            is_back, *texts = signing.loads(cursor, salt=self.salt)
            pairs = zip(self.names, texts, strict=True)
            values = [self._field(name).to_python(text) for name, text in pairs]
        except (signing.BadSignature, ValidationError, ValueError):
            return None
        return _Place(bool(is_back), values)

    def url(self, request: HttpRequest, row: M, *, is_back: bool) -> str:
        texts = [_as_text(_value(row, name)) for name in self.names]
        cursor = signing.dumps([int(is_back), *texts], salt=self.salt)
        return url_with(request, {PLACE: cursor})

    def fetch(self, place: _Place | None, size: int) -> tuple[list[M], bool, bool]:
        is_back = place is not None and place.is_back
        order = [_turned(key) for key in self.order] if is_back else self.order
        found = self.queryset.order_by(*order)
        if place:
            found = found.filter(_beyond(order, place.values))
        rows = list(found[: size + 1])
        has_more, rows = len(rows) > size, rows[:size]
        if is_back:
            return rows[::-1], has_more, bool(rows)
        return rows, place is not None and bool(rows), has_more

    def _field(self, path: str) -> "Field[Any, Any]":
        annotation = self.queryset.query.annotations.get(path)
        if annotation is not None:
            field: Field[Any, Any] = annotation.output_field
            return field
        model: Any = self.queryset.model
        for name in path.split("__"):
            try:
                field = model._meta.get_field(name)
            except FieldDoesNotExist:
                field = model._meta.pk
            model = field.related_model
        return field


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after these values; the bound on the first key lets an index begin there."""
    beyond, same = Q(), Q()
    for key, value in zip(order, values, strict=True):
        name, step = key.removeprefix("-"), "lt" if key.startswith("-") else "gt"
        beyond |= same & Q(**{f"{name}__{step}": value})
        same &= Q(**{name: value})
    first, step = order[0].removeprefix("-"), "lt" if order[0][0] == "-" else "gt"
    return Q(**{f"{first}__{step}e": values[0]}) & beyond


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value


def _as_text(value: Any) -> Any:
    if isinstance(value, bool | int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
