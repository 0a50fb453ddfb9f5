"""What an item's own images say of it: its software, and since when."""

import re
from datetime import date
from typing import Any

from courses.studies.models import Sighting
from courses.studies.rules import can_read_sightings
from portal.people.models import User
from tickets.inventory.models import ConfigurationItem

SHOWN = 4
_WORD = re.compile(r"[a-z0-9.]+")


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    """By AE title or station name; nothing where neither was ever seen."""
    known = Sighting.objects.of_device(
        ae_title=item.ae_title, station_name=item.station_name
    )
    found = list(known.order_by("-last_seen", "-first_seen", "-pk")[:SHOWN])
    if not found:
        return None
    newest = next((one for one in found if one.software_version), None)
    return {
        "sightings": found,
        "newest": newest,
        "differs": newest is not None
        and differ(item.software_version, newest.software_version),
        "may_read_all": can_read_sightings(user),
        "day": _since(found, newest),
    }


def _since(found: list[Sighting], newest: Sighting | None) -> date | None:
    """The first day of this version, whatever else of the device was seen with it."""
    if newest is None:
        return None
    version = newest.software_version
    return min(one.first_seen for one in found if one.software_version == version)


def differ(recorded: str, seen: str) -> bool:
    """Whether one says what the other does not: "VA44A" is in "syngo CT VA44A"."""
    ours, theirs = _words(recorded), _words(seen)
    return bool(ours) and not (ours <= theirs or theirs <= ours)


def _words(version: str) -> set[str]:
    return set(_WORD.findall(version.lower()))
