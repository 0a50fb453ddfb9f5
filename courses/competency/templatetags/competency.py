"""The cells of the matrix: two thousand on a page, so drawn here and not included.

{% load competency %} … {% matrix_cells row show %}
the <td>s of one person; a ring around what `show` asks for
"""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy

from courses.competency.alike import Like
from courses.competency.filters import DUE, SHOW
from courses.competency.grid import Row
from courses.competency.held import State
from courses.competency.standing import Cell
from portal.web.templatetags import rr

register = template.Library()

WORDS: dict[State, Promise] = {
    State.MET: gettext_lazy("Met"),
    State.SOON: gettext_lazy("Lapses or is due within 30 days"),
    State.GRACE: gettext_lazy("In grace"),
    State.LAPSED: gettext_lazy("Lapsed"),
    State.NEVER: gettext_lazy("Never shown"),
    State.LATER: gettext_lazy("Not yet due"),
    State.WAIVED: gettext_lazy("Waived"),
}


@register.filter
def state_word(state: State | str) -> str:
    return str(WORDS[State(state)])


@register.filter
def cell_word(cell: Cell) -> str:
    """Of one cell: whether what is “soon” lapses or is still to be shown."""
    return _word(cell)


@register.simple_tag
def matrix_cells(row: Row, show: str = "") -> SafeString:
    base, name, like = (
        reverse("competency:matrix"),
        row.person.short_name,
        SHOW.get(show),
    )
    drawn = [_cell(cell, base, name, is_first, like) for cell, is_first in row.spots]
    return mark_safe("".join(drawn))  # noqa: S308 - each part is escaped where it is made


def _cell(
    cell: Cell | None,
    base: str,
    name: str,
    is_first: bool,  # noqa: FBT001
    like: Like | None,
) -> str:
    start = '<td class="rr-first">' if is_first else "<td>"
    if cell is None:
        return f"{start}{_nothing(get_language() or '')}</td>"
    return start + format_html(
        '<a class="rr-cell rr-{}" href="{}cell/{}/{}/">{}'
        '<span class="visually-hidden">{}, {}, {}</span><span>{}{}</span></a></td>',
        _classes(cell, like),
        base,
        cell.person_id,
        cell.competency.pk,
        _drawing(str(cell.state)),
        name,
        cell.competency.code,
        _said(cell),
        f"{cell.held}/{cell.asked.level}" if cell.asked.level else cell.held,
        _loop() if cell.needed else "",
    )


def _classes(cell: Cell, like: Like | None) -> str:
    gap = " rr-cell-gap" if cell.is_gap else ""
    return f"{cell.tone}{gap}{' rr-cell-hit' if _is_hit(cell, like) else ''}"


def _is_hit(cell: Cell, like: Like | None) -> bool:
    return (
        like is not None
        and like is not SHOW[DUE]
        and cell.state in like.states
        and _is_held(cell) in like.holds
        and (cell.asked.critical or not like.critical)
    )


def _said(cell: Cell) -> str:
    word = _word(cell)
    return f"{word}, {gettext('learning need')}" if cell.needed else word


def _word(cell: Cell) -> str:
    if cell.state == State.SOON:
        return gettext("Lapses soon") if _is_held(cell) else gettext("Due soon")
    return state_word(cell.state)


def _is_held(cell: Cell) -> bool:
    return bool(cell.held) and cell.held >= cell.asked.level


@lru_cache(maxsize=16)
def _nothing(_language: str) -> str:
    return format_html(
        '<span class="visually-hidden">{}</span>', gettext("not required")
    )


@lru_cache(maxsize=16)
def _drawing(state: str) -> SafeString:
    return SafeString(rr.shape(state, "", ""))


@lru_cache(maxsize=1)
def _loop() -> SafeString:
    return SafeString(rr.icon("refresh-dot", "sm"))
