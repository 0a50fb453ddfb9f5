"""What happens to probes: written down, changed, asked, switched on and off."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import ledger
from portal.people.models import User
from portal.wake import soon
from tickets.inventory import probing, rules
from tickets.inventory.models import ConfigurationItem, MaintenanceWindow, Probe
from tickets.inventory.probing import Reply

ROUND = "inventory.ask_probes"


@transaction.atomic
def add(item: ConfigurationItem, *, by: User, **facts: Any) -> Probe:
    _may_change(by)
    probe = Probe.objects.create(item=item, due_at=timezone.now(), **facts)
    ledger.record(by, "probe.added", probe, item=item.pk)
    soon(ROUND)
    return probe


@transaction.atomic
def change(probe: Probe, *, by: User, **facts: Any) -> Probe:
    """What it knew was of another question: it begins anew."""
    _may_change(by)
    probe = Probe.objects.select_for_update(of=("self",)).get(pk=probe.pk)
    changed = [name for name, value in facts.items() if getattr(probe, name) != value]
    if not changed:
        return probe
    for name in changed:
        setattr(probe, name, facts[name])
    probe.due_at = timezone.now() if probe.is_on else None
    probe.save(update_fields=[*changed, "due_at"])
    probing.rest(probe, said=_("The probe was changed."))
    ledger.record(by, "probe.changed", probe, fields=sorted(changed))
    soon(ROUND)
    return probe


@transaction.atomic
def switch(probe: Probe, *, by: User, is_on: bool) -> Probe:
    _may_change(by)
    probe = Probe.objects.select_for_update(of=("self",)).get(pk=probe.pk)
    if probe.is_on == is_on:
        return probe
    probe.is_on, probe.due_at = is_on, timezone.now() if is_on else None
    probe.save(update_fields=["is_on", "due_at"])
    probing.rest(probe, said=_("The probe was switched off."))
    ledger.record(by, "probe.on" if is_on else "probe.off", probe)
    soon(ROUND)
    return probe


def ask_now(probe: Probe, *, by: User) -> Reply:
    """Outside of its times, too: then silence is not held against the device."""
    _may_change(by)
    question = probing.question_of(probe)
    reply = probing.ask(question)
    away = MaintenanceWindow.objects.now().filter(items=probe.item_id).exists()
    quiet = probing.is_quiet(probe, timezone.now())
    counts = probe.is_on and not (away or quiet)
    probing.write(probe.pk, question, reply, counts=counts)
    return reply


def _may_change(by: User) -> None:
    if not rules.can_change_items(by):
        raise PermissionDenied
