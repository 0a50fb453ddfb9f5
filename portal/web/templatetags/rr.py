"""The small parts of a page. `{% load rr %}`, then:

{% icon "inbox" %}  {% icon "inbox" size="lg" %}   a drawing; names: static/icons.txt
{% shape "met" %}  {% shape "met" _("Right") %}    state by shape, with its hidden word:
      met soon grace lapsed never later waived paused; tone="none" overrides the colour
{% priority 2 %}                                   chevron and "P2"
{% badge _("Working") shape="met" %}               two words on a soft ground
{% badge _("Your gap") icon="refresh-dot" tone="loop" %}
{% clock ticket.due_at %}                          "38 min left", "12 min over"
      start=opened_at: the last quarter is marked; done=resolved_at: "In time";
      held=True until=… reason=…: "Held until today 14:00, reason"; now=… for tests
{% ago message.sent_at %}  {% when shift.starts_at %}  {% day need.due_on %}   <time>
{% avatar user %}  {% avatar user small=True %}    initials in a disc (decoration)
{% initials user %}
{% field form.x %}                                 = {{ form.x.as_field_group }}
{% sort_th sort "due" _("Due") %}                  a heading that sorts
{% chips filterset as list %}                      filters that are on: label and url
{% url_with at="" q="x" %}                         this address, parameters changed
{% percent 3 of=8 %}                               38
{{ event.detail|in_words }}                        "passed: no, score: 0.5"
{{ session.user_agent|browser }}                   "Chrome on Linux"

A form: `<form method="post">{% csrf_token %}{{ form }}{% include
"components/submit.html" with label=_("Send") only %}</form>`: summary, hints, errors
and classes come by themselves. Components (`{% include "components/NAME.html" with …
only %}`; the first line of each lists what it is given): pager bar empty stat banner
card_head submit progress badge.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django import template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web import listing, words

register = template.Library()

TONES: Final[Mapping[str, str]] = {
    "met": "ok",
    "soon": "warn",
    "grace": "warn",
    "lapsed": "alarm",
    "never": "alarm",
    "later": "none",
    "waived": "none",
    "paused": "none",
}
WORDS: Final[Mapping[str, Promise]] = {
    "met": gettext_lazy("Met"),
    "soon": gettext_lazy("Due soon"),
    "grace": gettext_lazy("In grace"),
    "lapsed": gettext_lazy("Lapsed"),
    "never": gettext_lazy("Never shown"),
    "later": gettext_lazy("Not yet due"),
    "waived": gettext_lazy("Waived"),
    "paused": gettext_lazy("Held"),
}
LAST_QUARTER, LAST_HOUR = 4, timedelta(hours=1)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    return _icon(name, size)


@register.simple_tag
def shape(
    state: str, word: str | Promise | None = None, tone: str | None = None
) -> SafeString:
    """`word=""` where the word stands beside the shape anyway."""
    said = WORDS.get(state, state) if word is None else word
    drawn = _drawing(state, TONES.get(state, "none") if tone is None else tone)
    if not said:
        return drawn
    return format_html('{}<span class="visually-hidden">{}</span>', drawn, said)


@register.simple_tag
def priority(n: int) -> SafeString:
    return format_html('<span class="rr-prio rr-prio-{}">{}P{}</span>', n, _prio(n), n)


@register.simple_tag
def badge(
    label: str | Promise, shape: str = "", icon: str = "", tone: str = ""
) -> SafeString:
    drawn: str | SafeString = _icon(icon) if icon else ""
    if shape:
        drawn = _drawing(shape, "")
    tone = tone or TONES.get(shape, "none")
    return format_html('<span class="badge rr-{}">{}{}</span>', tone, drawn, label)


@register.simple_tag
def clock(
    due: datetime | None,
    now: datetime | None = None,
    held: bool = False,  # noqa: FBT001, FBT002 - a template reads held=True
    start: datetime | None = None,
    until: datetime | None = None,
    reason: str | Promise = "",
    done: datetime | None = None,
) -> SafeString:
    """Time left or over, in words; a held clock says until when, and why."""
    now = now or timezone.now()
    if held:
        said = _("Held until %(t)s") % {"t": words.moment(until, now)} if until else ""
        said = said or _("Held")
        return _clock("paused", "", f"{said}, {reason}" if reason else said, until)
    if due is None:
        return mark_safe("")
    if done:
        return _done_clock(due, done)
    left = due - now
    if left < timedelta():
        return _clock("lapsed", "alarm", _("%s over") % words.span(left), due)
    said = _("%s left") % words.span(left)
    limit = (due - start) / LAST_QUARTER if start else LAST_HOUR
    if left <= limit:
        return _clock("soon", "warn", said, due)
    return _clock("", "", said, due)


@register.simple_tag
def ago(at: datetime | None) -> SafeString:
    return _time(at, words.ago(at)) if at else mark_safe("")


@register.simple_tag
def when(at: datetime | None) -> SafeString:
    return _time(at, words.moment(at)) if at else mark_safe("")


@register.simple_tag
def day(on: date | None) -> SafeString:
    if on is None:
        return mark_safe("")
    if isinstance(on, datetime):
        on = timezone.localtime(on).date()
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), words.day(on))


@register.filter
def browser(agent: str) -> str:
    return words.browser(agent)


@register.simple_tag
def initials(user: Any) -> str:
    return str(user.initials)


@register.simple_tag
def avatar(user: Any, small: bool = False) -> SafeString:  # noqa: FBT001, FBT002
    size = "rr-avatar rr-avatar-sm" if small else "rr-avatar"
    return format_html(
        '<span class="{}" aria-hidden="true">{}</span>', size, user.initials
    )


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    return bound.as_field_group()


@register.inclusion_tag("components/sort_th.html")
def sort_th(
    sort: listing.Sorting, name: str, label: str | Promise, css: str = ""
) -> dict[str, Any]:
    direction = sort.direction(name)
    return {
        "label": label,
        "direction": direction,
        "icon": "chevron-down" if direction == "descending" else "chevron-up",
        "url": sort.url_for(name),
        "css": css,
    }


@register.simple_tag(takes_context=True)
def chips(context: Context, filterset: Any) -> list[dict[str, str]]:
    """Each filter that is on: what it says, and this address without it."""
    request = context["request"]
    found = []
    for bound in filterset.form:
        value = bound.value()
        if bound.name in request.GET and value not in (None, "", []):
            url = listing.url_with(request, {bound.name: "", listing.PLACE: ""})
            found.append({"label": _said(bound, value), "url": url})
    return found


@register.simple_tag(takes_context=True)
def url_with(context: Context, **changes: str) -> str:
    return listing.url_with(context["request"], changes)


@register.filter
def in_words(detail: Mapping[str, Any]) -> str:
    """A ledger's details as people say them: "passed: no, score: 0.5"."""
    return ", ".join(
        f"{name.replace('_', ' ')}: {_value_said(value)}"
        for name, value in detail.items()
        if value not in (None, "", [])
    )


def _value_said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)


@register.simple_tag
def percent(part: float, of: float) -> int:
    return round(100 * part / of) if of else 0


def _said(bound: BoundField, value: Any) -> str:
    chosen = dict(getattr(bound.field, "choices", ()))
    text = chosen.get(value) or chosen.get(str(value))
    return f"{bound.label}: {text or value}"


# A page has a hundred of these and the site a few dozen: each is written once.
@lru_cache(maxsize=512)
def _drawing(state: str, tone: str) -> SafeString:
    return format_html(
        '<svg class="rr-shape{}" viewBox="0 0 16 16" aria-hidden="true">'
        '<use href="{}#{}"/></svg>',
        f" rr-{tone}" if tone else "",
        static("shapes.svg"),
        state,
    )


def _prio(n: int) -> SafeString:
    return _drawing(f"p{n}", "")


@lru_cache(maxsize=512)
def _icon(name: str, size: str = "") -> SafeString:
    sized = f"icon icon-{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        sized,
        static("icons.svg"),
        name,
    )


def _clock(state: str, tone: str, said: str, at: datetime | None) -> SafeString:
    drawn = _drawing(state, tone) if state else _icon("clock")
    return format_html(
        '<span class="rr-clock{}">{}{}</span>',
        f" rr-{tone}" if tone else "",
        drawn,
        _time(at, said) if at else said,
    )


def _done_clock(due: datetime, done: datetime) -> SafeString:
    if done <= due:
        return _clock("met", "ok", _("In time"), done)
    return _clock("lapsed", "alarm", _("%s over") % words.span(done - due), done)


def _time(at: datetime, said: str) -> SafeString:
    here = timezone.localtime(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        here.isoformat(timespec="seconds"),
        words.full(here),
        said,
    )
