"""{% load desk %} {% status ticket %}   how a ticket stands, as a badge"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from django import template
from django.utils.safestring import SafeString

from portal.web.templatetags.rr import badge
from tickets.desk.models import Status, Ticket

register = template.Library()
LOOKS: Final[Mapping[str, Callable[[str], SafeString]]] = {
    Status.NEW: partial(badge, icon="point", tone="info"),
    Status.ASSIGNED: partial(badge, icon="progress", tone="none"),
    Status.PENDING: partial(badge, shape="paused"),
    Status.RESOLVED: partial(badge, shape="met"),
    Status.CLOSED: partial(badge, icon="lock", tone="none"),
}


@register.simple_tag
def status(ticket: Ticket) -> SafeString:
    return LOOKS[ticket.status](ticket.status_name)
