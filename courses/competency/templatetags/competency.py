"""The cells of the matrix: two thousand on a page, so drawn here and not included.

{% load competency %} … {% matrix_cells row %}        the <td>s of one person
"""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy

from courses.competency.grid import Row
from courses.competency.held import State
from courses.competency.standing import Cell
from portal.web.templatetags import rr

register = template.Library()

WORDS: dict[State, Promise] = {
    State.MET: gettext_lazy("Met"),
    State.SOON: gettext_lazy("Due within 30 days"),
    State.GRACE: gettext_lazy("In grace"),
    State.LAPSED: gettext_lazy("Lapsed"),
    State.NEVER: gettext_lazy("Never shown"),
    State.LATER: gettext_lazy("Not yet due"),
    State.WAIVED: gettext_lazy("Waived"),
}


@register.filter
def state_word(state: State | str) -> str:
    return str(WORDS[State(state)])


@register.simple_tag
def matrix_cells(row: Row) -> SafeString:
    base, name = reverse("competency:matrix"), row.person.short_name
    return mark_safe("".join(_cell(spot[0], base, name, spot[1]) for spot in row.spots))  # noqa: S308 - each part is escaped where it is made


def _cell(cell: Cell | None, base: str, name: str, is_first: bool) -> str:  # noqa: FBT001
    start = '<td class="rr-first">' if is_first else "<td>"
    if cell is None:
        return f"{start}{_nothing(get_language() or '')}</td>"
    return start + format_html(
        '<a class="rr-cell rr-{}" href="{}cell/{}/{}/">{}'
        '<span class="visually-hidden">{}, {}, {}</span><span>{}{}</span></a></td>',
        f"{cell.tone} rr-cell-gap" if cell.is_gap else cell.tone,
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


def _said(cell: Cell) -> str:
    word = state_word(cell.state)
    return f"{word}, {gettext('learning need')}" if cell.needed else word


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
