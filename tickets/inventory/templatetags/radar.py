"""The radar's own small parts.

{% shape_of line today %}         soon, later or past, by shape
{% shape_of_day duty.next_on today %}
{% unsettled advisory settled %}  how many of its (fetched) matches are open
"""

from collections.abc import Container
from datetime import date

from django import template
from django.utils.safestring import SafeString

from portal.web.templatetags.rr import shape
from tickets.inventory.models import Advisory
from tickets.inventory.radar.dates import Line, shape_on

register = template.Library()


@register.simple_tag
def shape_of(line: Line, today: date) -> SafeString:
    return shape(shape_on(line.on, today), "")


@register.simple_tag
def shape_of_day(day: date | None, today: date) -> SafeString:
    return shape(shape_on(day, today) if day else "met", "")


@register.simple_tag
def unsettled(advisory: Advisory, settled: Container[str]) -> int:
    return sum(match.state not in settled for match in advisory.matches.all())
