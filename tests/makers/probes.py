"""Probes of an item, and windows in which it is away on purpose."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.lib.outgoing import Networks
from tests.makers.inventory import make_asset_manager, make_item
from tickets.inventory.models import (
    ConfigurationItem,
    MaintenanceWindow,
    Probe,
    ProbeKind,
)

LOOPBACK = Networks.of(["127.0.0.1/32"])


def make_probe(**over: Any) -> Probe:
    """Due now, of somebody on loopback; the third miss in a row counts."""
    over["item"] = over.get("item") or make_item()
    over.setdefault("kind", ProbeKind.TCP)
    over.setdefault("host", "127.0.0.1")
    over.setdefault("port", 9)
    over.setdefault("timeout_seconds", 2)
    over.setdefault("due_at", timezone.now())
    return Probe.objects.create(**over)


def make_window(*items: ConfigurationItem, **over: Any) -> MaintenanceWindow:
    """Since an hour ago, for another hour."""
    now = timezone.now()
    over.setdefault("title", "New disks")
    over.setdefault("starts_at", now - timedelta(hours=1))
    over.setdefault("ends_at", now + timedelta(hours=1))
    over["planned_by"] = over.get("planned_by") or make_asset_manager()
    window = MaintenanceWindow.objects.create(**over)
    window.items.set(items)
    return window
