"""The demo hospital's probes with what they answered so far, and work that is planned.

Its addresses lead nowhere: as long as no network is allowed, nobody is asked."""

from datetime import time, timedelta
from typing import Any, Final

from django.utils import timezone

from portal.lib.seeds import demo
from portal.people.models import User
from tickets.inventory.models import (
    ConfigurationItem,
    MaintenanceWindow,
    Probe,
    ProbeDay,
    ProbeKind,
)

ECHO, NIGHT = {"kind": ProbeKind.ECHO}, {"quiet_from": time(20), "quiet_until": time(6)}
TLS: Final = {"uses_tls": True, "port": 443}
WANTED: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("PACS", ECHO),
    ("VNA", ECHO),
    ("Worklist broker", ECHO),
    ("Worklist broker Northgate", ECHO),
    ("Northgate cache", ECHO),
    ("Harbour gateway", ECHO),
    ("HL7 engine", {"kind": ProbeKind.MLLP}),
    ("RIS", {"kind": ProbeKind.MLLP}),
    ("Web viewer", {"kind": ProbeKind.HTTP, **TLS}),
    ("Web viewer", {"kind": ProbeKind.CERTIFICATE, "every_minutes": 1440, **TLS}),
    ("CT 1", ECHO),
    ("MR 1", ECHO | NIGHT),
    ("CT Northgate", ECHO | NIGHT),
)
DAYS: Final = 90
# Of 97 days four had a bad hour; which, is told by the probe's place in the list.
CYCLE = 97
WINDOW: Final = "Archive: new release"


@demo(order=30)
def plant() -> None:
    items = {one.name: one for one in ConfigurationItem.objects.running()}
    for place, (name, facts) in enumerate(WANTED):
        item = items.get(name)
        if item and (item.port or "port" in facts):
            _probe(place, item, facts)
    manager = User.objects.filter(email="assets@demo.example").first()
    if manager and "PACS" in items:
        _window(items["PACS"], manager)


def _probe(place: int, item: ConfigurationItem, facts: dict[str, Any]) -> None:
    called = item.ae_title if facts["kind"] == ProbeKind.ECHO else ""
    probe, is_new = Probe.objects.get_or_create(
        item=item,
        kind=facts["kind"],
        defaults={
            "host": item.host,
            "port": item.port or 0,
            "called_ae": called,
            "due_at": timezone.now(),
            **facts,
        },
    )
    if is_new:
        ProbeDay.objects.bulk_create(_days(probe, place))


def _days(probe: Probe, place: int) -> list[ProbeDay]:
    today, asked = timezone.localdate(), 1440 // probe.every_minutes
    return [
        ProbeDay(
            probe=probe,
            day=today - timedelta(days=ago),
            asked=asked,
            answered=asked - asked // 24 * _is_bad(ago, place),
        )
        for ago in range(1, DAYS)
    ]


def _is_bad(ago: int, place: int) -> bool:
    return (ago * 7 + place * 11) % CYCLE < 4


def _window(item: ConfigurationItem, manager: User) -> None:
    night = timezone.localtime() + timedelta(days=6)
    starts_at = night.replace(hour=22, minute=0, second=0, microsecond=0)
    window, is_new = MaintenanceWindow.objects.get_or_create(
        title=WINDOW,
        defaults={
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=3),
            "what_to_expect": "Modalities keep images and send them afterwards.",
            "planned_by": manager,
        },
    )
    if is_new:
        window.items.add(item)
