"""The radar as iCal: a calendar that a phone or Outlook subscribes to.

A calendar program cannot sign in, so the address carries a signed name. It dies with
the person's password, and shows dates and devices, nothing of patients."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from icalendar import Alarm, Calendar, Event

from portal.people.models import User
from tickets.inventory import rules
from tickets.inventory.radar.dates import Asked, Line, lines

SALT: Final = "inventory.radar"
REMINDER: Final = timedelta(days=-7)
TEN_YEARS: Final = timedelta(days=3650)


def address_for(user: User) -> str:
    said = signing.dumps([user.pk, user.get_session_auth_hash()[:16]], salt=SALT)
    return f"{settings.SITE_URL}{reverse('inventory:radar_calendar', args=[said])}"


def reader_of(signed: str) -> User | None:
    """Whose address this is, if they may still read it."""
    try:
        pk, proof = signing.loads(signed, salt=SALT, max_age=TEN_YEARS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not rules.can_read_radar(user):
        return None
    known = user.get_session_auth_hash()[:16]
    return user if constant_time_compare(proof, known) else None


def ical(*, facility: str = "", kind: str = "") -> bytes:
    today = timezone.localdate()
    calendar = Calendar()
    calendar.add("prodid", "-//Reading Room//Radar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Reading Room radar")
    made = timezone.now()
    for one in lines(Asked.around(today, facility=facility, kind=kind)):
        calendar.add_component(_event(one, made))
    content: bytes = calendar.to_ical()
    return content


def _event(line: Line, made: datetime) -> Event:
    event = Event()
    event.add("uid", f"{line.key}-{line.on:%Y%m%d}@reading-room")
    event.add("dtstamp", made)
    event.add("dtstart", line.on)
    event.add("dtend", line.on + timedelta(days=1))
    event.add("summary", f"{line.label}: {line.title}")
    if line.item:
        event.add("location", line.item.place)
    event.add("url", f"{settings.SITE_URL}{line.url}")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{line.label}: {line.title}")
    alarm.add("trigger", REMINDER)
    event.add_component(alarm)
    return event
