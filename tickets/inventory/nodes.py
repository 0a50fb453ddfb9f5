"""Keeps a device's network AEs (PS3.15 annex H) and what its item repeats in step.

The item's `ae_title`, `host` and `port` are those of its principal AE. Who writes an
item calls `begin` or `follow`; who writes an AE or a connection calls `repeat`."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from portal.lib.refusal import Refused
from portal.people.models import Facility
from tickets.inventory.models import (
    ConfigurationItem,
    Lifecycle,
    NetworkAE,
    NetworkConnection,
)

REPEATED: Final = ("ae_title", "host", "port")
# A change of one of these concerns the network AEs too.
FACTS: Final = frozenset({*REPEATED, "facility", "lifecycle"})


def begin(items: Iterable[ConfigurationItem]) -> None:
    """New items: a connection for each that has a host, an AE for each title."""
    known = [item for item in items if item.lifecycle != Lifecycle.RETIRED]
    _refuse_what_is_taken(known)
    connections = {
        item.pk: NetworkConnection(item=item, host=item.host, port=item.port)
        for item in known
        if item.host
    }
    NetworkConnection.objects.bulk_create(connections.values())
    NetworkAE.objects.bulk_create(
        NetworkAE(
            item=item,
            facility_id=item.facility_id,
            title=item.ae_title,
            is_principal=True,
            connection=connections.get(item.pk),
        )
        for item in known
        if item.ae_title
    )


def follow(item: ConfigurationItem) -> None:
    """The item was changed: its network AEs take that over."""
    if item.lifecycle == Lifecycle.RETIRED:
        item.network_aes.update(installed=False)
        return
    aes = list(item.network_aes.select_related("connection"))
    titles = {ae.title for ae in aes if ae.installed} | {item.ae_title} - {""}
    _refuse_what_is_taken([item], titles)
    principal = next((ae for ae in aes if ae.is_principal), None)
    connection = _connect(item, principal)
    item.network_aes.update(facility=item.facility_id)
    if not item.ae_title:
        item.network_aes.filter(is_principal=True).update(
            is_principal=False, installed=False
        )
        return
    same = next((ae for ae in aes if ae.title == item.ae_title), None)
    _go_by(item, same or principal or NetworkAE(item=item), connection)


def repeat(item: ConfigurationItem) -> None:
    """An AE or a connection was changed: the item says what its principal one says."""
    principal = (
        item.network_aes.filter(is_principal=True).select_related("connection").first()
    )
    connection = principal.connection if principal else item.connections.first()
    said: dict[str, Any] = {
        "ae_title": principal.title if principal else "",
        "host": connection.host if connection else "",
        "port": connection.port if connection else None,
    }
    changed = [name for name, value in said.items() if getattr(item, name) != value]
    for name in changed:
        setattr(item, name, said[name])
    if changed:
        item.save(update_fields=changed)


def holder_of(
    title: str, facility: Facility | int, *, besides: ConfigurationItem | None = None
) -> ConfigurationItem | None:
    """The other item that answers to this AE title in the facility."""
    found = (
        NetworkAE.objects.installed()
        .filter(title=title, facility=facility)
        .select_related("item")
    )
    if besides is not None and besides.pk:
        found = found.exclude(item=besides)
    ae = found.first()
    return ae.item if ae else None


def taken(title: str, holder: ConfigurationItem) -> str:
    return _("%(item)s of this facility has the AE title %(title)s already.") % {
        "item": holder,
        "title": title,
    }


def _go_by(
    item: ConfigurationItem, ae: NetworkAE, connection: NetworkConnection | None
) -> None:
    item.network_aes.exclude(pk=ae.pk).update(is_principal=False)
    ae.title, ae.facility_id, ae.connection = (
        item.ae_title,
        item.facility_id,
        connection,
    )
    ae.is_principal, ae.installed = True, True
    ae.save()


def _refuse_what_is_taken(
    items: Iterable[ConfigurationItem], titles: Iterable[str] = ()
) -> None:
    """`titles`: of all of them, besides what each goes by."""
    wanted = {
        (item.facility_id, title): item.pk
        for item in items
        for title in {item.ae_title, *titles} - {""}
    }
    held = NetworkAE.objects.installed().filter(
        title__in={title for _facility, title in wanted}
    )
    for ae in held.select_related("item"):
        if wanted.get((ae.facility_id, ae.title), ae.item_id) != ae.item_id:
            raise Refused(taken(ae.title, ae.item))


def _connect(
    item: ConfigurationItem, principal: NetworkAE | None
) -> NetworkConnection | None:
    """The connection that has the item's host and port now."""
    if not item.host:
        return None
    there = item.connections.filter(host=item.host, port=item.port).first()
    if there is not None:
        return there
    connection = principal.connection if principal else item.connections.first()
    connection = connection or NetworkConnection(item=item)
    connection.host, connection.port = item.host, item.port
    connection.save()
    return connection
