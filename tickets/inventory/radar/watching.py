"""Each date opens its ticket once: the radar leaves a finding, the desk acts on it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tickets.inventory import findings
from tickets.inventory.models import ConfigurationItem, Finding, FindingKind
from tickets.inventory.radar.dates import Asked, Dated, Line, lines

# So long before the day somebody should begin; duties say so themselves.
LEADS: Final = {
    Dated.CONTRACT: timedelta(days=60),
    Dated.WARRANTY: timedelta(days=30),
    Dated.SUPPORT: timedelta(days=30),
    Dated.OPERATING_SYSTEM: timedelta(days=30),
    Dated.END_OF_LIFE: timedelta(days=60),
    Dated.CERTIFICATE: timedelta(days=21),
}
# What was over before the portal knew of it opens no ticket: the page shows it.
MISSED: Final = timedelta(days=14)
KINDS: Final = (FindingKind.DUTY, FindingKind.ENDING)


def watch(today: date | None = None) -> int:
    """Leave what has come near, clear what was seen to. Counts what was left."""
    today = today or timezone.localdate()
    near = [
        one for one in lines(Asked.around(today, most=None)) if _is_near(one, today)
    ]
    due = {key_of(one): one for one in near}
    _clear_what_is_no_longer_so(due)
    known = set(
        Finding.objects.filter(kind__in=KINDS, key__in=due).values_list(
            "key", flat=True
        )
    )
    left = [(one, one.item) for key, one in due.items() if key not in known]
    for one, item in left:
        if item is not None:
            _leave(one, item)
    return len(left)


def key_of(line: Line) -> str:
    """Of this date: next year's is another."""
    return f"{line.key}:{line.on.isoformat()}"


def _is_near(line: Line, today: date) -> bool:
    if line.item is None or not line.opens_ticket or line.kind == Dated.ADVISORY:
        return False  # advisories are followed by `advisories`
    if line.on < today - MISSED and line.lead is None:
        return False
    lead = LEADS[Dated(line.kind)] if line.lead is None else line.lead
    return line.on <= today + lead


def _leave(line: Line, item: ConfigurationItem) -> None:
    findings.leave(
        item,
        kind=FindingKind.ENDING if line.lead is None else FindingKind.DUTY,
        key=key_of(line),
        title=_title(line),
        detail=_detail(line),
        url=f"{settings.SITE_URL}{line.url}",
    )


def _title(line: Line) -> str:
    """“Warranty ends: Display pair 1, 3 Dec 2026”."""
    what = line.title if line.lead is not None else str(line.label)
    told = {"what": what, "item": line.item, "day": date_format(line.on)}
    return (_("%(what)s: %(item)s, %(day)s") % told)[:160]


def _detail(line: Line) -> str:
    if line.lead is not None:
        return _("Record that it was done, and this ticket says so by itself.")
    if line.more:
        said = _("%(title)s also covers %(n)s more items.")
        return said % {"title": line.title, "n": line.more}
    return _("Change the date when it is renewed, and this ticket says so by itself.")


def _clear_what_is_no_longer_so(due: Iterable[str]) -> None:
    """A date that was moved or a duty that was done; what only grew older stays."""
    open_ones = Finding.objects.open().filter(kind__in=KINDS).exclude(key__in=due)
    days = {one.key: _day_of(one.key) for one in open_ones}
    dated = [day for day in days.values() if day]
    if not dated:
        return
    still = {key_of(one) for one in lines(Asked(min(dated), max(dated), most=None))}
    for key, day in days.items():
        if day and key not in still:
            findings.clear(key, said=_("It was seen to: the date has moved."))


def _day_of(key: str) -> date | None:
    """Of “warranty:12:2026-12-03”; what failed is cleared by what passes."""
    try:
        return date.fromisoformat(key.rsplit(":", 1)[-1])
    except ValueError:
        return None
