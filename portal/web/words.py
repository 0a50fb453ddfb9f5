"""Times as people say them: "38 min left", "today 14:05", "3 Dec"."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
    here, today = timezone.localtime(at), timezone.localtime(now).date()
    clock = date_format(here, "H:i")
    names = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    name = names.get((here.date() - today).days)
    return f"{name} {clock}" if name else f"{day(here.date(), today)} {clock}"


def ago(at: datetime, now: datetime | None = None) -> str:
    past = (now or timezone.now()) - at
    if timedelta() <= past < HOUR:
        minutes = int(past.total_seconds() // 60)
        return _("%(n)s min ago") % {"n": minutes} if minutes else _("just now")
    return moment(at, now)


def day(on: date, today: date | None = None) -> str:
    today = today or timezone.localdate()
    return date_format(on, "j M" if on.year == today.year else "j M Y")


def full(here: datetime) -> str:
    return date_format(here, "j M Y, H:i")
