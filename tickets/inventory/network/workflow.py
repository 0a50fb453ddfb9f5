"""What happens to AEs, connections and capabilities; the item's own page follows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User
from tickets.inventory import nodes, rules
from tickets.inventory.models import (
    ConfigurationItem,
    NetworkAE,
    NetworkConnection,
    TransferCapability,
)


@transaction.atomic
def write_ae(ae: NetworkAE, *, by: User, **facts: Any) -> NetworkAE:
    """A new AE of `ae.item`, or one that is changed. The first is the principal."""
    item = _locked(ae.item, by)
    verb = "ae.changed" if ae.pk else "ae.added"
    for name, value in facts.items():
        setattr(ae, name, value)
    ae.item, ae.facility = item, item.facility
    holder = nodes.holder_of(ae.title, item.facility, besides=item)
    if ae.installed and holder:
        raise Refused(nodes.taken(ae.title, holder))
    others = item.network_aes.exclude(pk=ae.pk)
    if ae.is_principal:
        others.update(is_principal=False)
    elif not others.filter(is_principal=True).exists():
        ae.is_principal = ae.installed
    ae.save()
    nodes.repeat(item)
    ledger.record(by, verb, item, title=ae.title)
    return ae


@transaction.atomic
def remove_ae(ae: NetworkAE, *, by: User) -> None:
    item = _locked(ae.item, by)
    if ae.is_principal and item.network_aes.exclude(pk=ae.pk).exists():
        raise Refused(_("The item goes by this AE title. Make another one its own."))
    ledger.record(by, "ae.removed", item, title=ae.title)
    ae.delete()
    nodes.repeat(item)


@transaction.atomic
def write_connection(
    connection: NetworkConnection, *, by: User, **facts: Any
) -> NetworkConnection:
    item = _locked(connection.item, by)
    verb = "connection.changed" if connection.pk else "connection.added"
    for name, value in facts.items():
        setattr(connection, name, value)
    connection.save()
    nodes.repeat(item)
    ledger.record(by, verb, item, connection=str(connection))
    return connection


@transaction.atomic
def remove_connection(connection: NetworkConnection, *, by: User) -> None:
    item = _locked(connection.item, by)
    ledger.record(by, "connection.removed", item, connection=str(connection))
    connection.delete()
    nodes.repeat(item)


@transaction.atomic
def state_capability(ae: NetworkAE, *, by: User, **facts: Any) -> TransferCapability:
    """Said again with other transfer syntaxes, it replaces what was said before."""
    item = _locked(ae.item, by)
    key = {name: facts.pop(name) for name in ("sop_class", "role")}
    said, _new = ae.transfer_capabilities.update_or_create(**key, defaults=facts)
    ledger.record(by, "ae.capability_stated", item, title=ae.title, **key)
    return said


@transaction.atomic
def withdraw_capability(capability: TransferCapability, *, by: User) -> None:
    ae = capability.network_ae
    item = _locked(ae.item, by)
    ledger.record(
        by,
        "ae.capability_withdrawn",
        item,
        title=ae.title,
        sop_class=capability.sop_class,
    )
    capability.delete()


def _locked(item: ConfigurationItem, by: User) -> ConfigurationItem:
    if not rules.can_change_items(by):
        raise PermissionDenied
    return ConfigurationItem.objects.select_for_update().get(pk=item.pk)
