"""What happens to items and interfaces."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from courses.competency.models import Competency
from portal.audit import ledger
from portal.people.models import User
from tickets.inventory import nodes, rules, software
from tickets.inventory.models import ConfigurationItem, Interface, SoftwareSource
from tickets.inventory.reasons import because


@transaction.atomic
def add(
    *,
    by: User,
    competencies: Iterable[Competency] = (),
    software_since: date | None = None,
    source: SoftwareSource = SoftwareSource.ENTERED,
    **facts: Any,
) -> ConfigurationItem:
    """A new item, with its own short-id for the label."""
    _may_change(by)
    item = ConfigurationItem.objects.create(**facts)
    item.competencies.set(competencies)
    nodes.begin([item])
    software.append(item, since=software_since, source=source, by=by)
    ledger.record(by, "item.added", item)
    return item


def change(
    item: ConfigurationItem,
    *,
    by: User,
    why: str = "",
    competencies: Iterable[Competency] | None = None,
    software_since: date | None = None,
    source: SoftwareSource = SoftwareSource.ENTERED,
    **facts: Any,
) -> ConfigurationItem:
    """The ledger names the fields that changed; the row history keeps the values,
    and the reason."""
    _may_change(by)
    with transaction.atomic(), because(why, by=by):
        item = ConfigurationItem.objects.select_for_update().get(pk=item.pk)
        changed = _take_over(item, facts)
        if nodes.FACTS.intersection(changed):
            nodes.follow(item)
        if "software_version" in changed:
            software.append(item, since=software_since, source=source, by=by)
        changed += _take_competencies(item, competencies)
        if changed:
            ledger.record(by, "item.changed", item, fields=changed)
    return item


@transaction.atomic
def connect(
    *, by: User, source: ConfigurationItem, target: ConfigurationItem, **facts: Any
) -> Interface:
    _may_change(by)
    interface = Interface.objects.create(source=source, target=target, **facts)
    ledger.record(by, "interface.added", interface)
    return interface


@transaction.atomic
def reconnect(interface: Interface, *, by: User, **facts: Any) -> Interface:
    _may_change(by)
    interface = (
        Interface.objects.select_for_update(of=("self",))
        .select_related("source", "target")
        .get(pk=interface.pk)
    )
    changed = _take_over(interface, facts)
    if changed:
        ledger.record(by, "interface.changed", interface, fields=changed)
    return interface


@transaction.atomic
def disconnect(interface: Interface, *, by: User) -> None:
    _may_change(by)
    ledger.record(by, "interface.removed", interface)
    interface.delete()


def _may_change(by: User) -> None:
    if not rules.can_change_items(by):
        raise PermissionDenied


def _take_competencies(
    item: ConfigurationItem, competencies: Iterable[Competency] | None
) -> list[str]:
    if competencies is None:
        return []
    wanted = set(competencies)
    if wanted == set(item.competencies.all()):
        return []
    item.competencies.set(wanted)
    return ["competencies"]


def _take_over(row: ConfigurationItem | Interface, facts: dict[str, Any]) -> list[str]:
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=changed)
    return sorted(changed)
