"""Times as people say them: "38 min left", "today 14:05", "3 Dec"."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

HOUR = timedelta(hours=1)
NEAR: Final[Mapping[int, Promise]] = {
    -1: gettext_lazy("yesterday"),
    0: gettext_lazy("today"),
    1: gettext_lazy("tomorrow"),
}

# What a browser calls itself, the most particular first.
BROWSERS: Final[Mapping[str, str]] = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS: Final[Mapping[str, str]] = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def span(length: timedelta) -> str:
    """A length of time, no finer than helps: minutes, hours, then days."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 10 and rest:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": rest}
    if hours < 48:
        return _("%(h)s h") % {"h": hours}
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def moment(at: datetime, now: datetime | None = None) -> str:
    """When something was or will be, in the reader's zone."""
    here = timezone.localtime(at)
    today = (now or timezone.now()).astimezone(here.tzinfo).date()
    clock = f"{here:%H:%M}"
    name = NEAR.get((here.date() - today).days)
    return f"{name} {clock}" if name else f"{day(here.date(), today)} {clock}"


def ago(at: datetime, now: datetime | None = None) -> str:
    now = now or timezone.now()
    past = now - at
    if timedelta() <= past < HOUR:
        minutes = int(past.total_seconds() // 60)
        return _("%(n)s min ago") % {"n": minutes} if minutes else _("just now")
    return moment(at, now)


def day(on: date, today: date | None = None) -> str:
    today = today or timezone.localdate()
    short = f"{on.day} {str(MONTHS_3[on.month]).title()}"
    return short if on.year == today.year else f"{short} {on.year}"


def full(here: datetime) -> str:
    return f"{here.day} {str(MONTHS_3[here.month]).title()} {here.year}, {here:%H:%M}"


def browser(agent: str) -> str:
    """“Chrome on Linux”, out of the long name that a browser gives."""
    program = next((name for key, name in BROWSERS.items() if key in agent), "")
    system = next((name for key, name in SYSTEMS.items() if key in agent), "")
    if program and system:
        said = {"program": program, "system": system}
        return _("%(program)s on %(system)s") % said
    return program or system or _("Unknown browser")
