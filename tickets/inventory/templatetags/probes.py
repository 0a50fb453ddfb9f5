"""{% load probes %} {% probe_state probe %}   how a probe stands, as a badge
{% share_said share %}   "99.8 %", or "none" where nothing was asked"""

from collections.abc import Mapping
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.web.templatetags.rr import badge
from tickets.inventory.availability import WHOLE, Share
from tickets.inventory.models import Probe, ProbeState

register = template.Library()
SHAPES: Final[Mapping[str, str]] = {
    ProbeState.ANSWERS: "met",
    ProbeState.SHAKY: "grace",
    ProbeState.SILENT: "lapsed",
    ProbeState.UNKNOWN: "later",
}


@register.simple_tag
def probe_state(probe: Probe) -> SafeString:
    if not probe.is_on:
        return badge(_("Off"), shape="waived")
    return badge(str(ProbeState(probe.state).label), shape=SHAPES[probe.state])


@register.simple_tag
def share_said(share: Share) -> str:
    """Never rounded up to a whole that it was not."""
    if share.percent is None:
        return _("none")
    if share.percent == WHOLE:
        return "100 %"
    return f"{min(share.percent, 99.99):.2f} %"
