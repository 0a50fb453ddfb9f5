"""How long the inventory's pages take, and to find what an item's failure hits."""

from collections.abc import Iterator
from typing import Final

from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.home.bench import Row, measure, page, timed
from tickets.inventory import impact
from tickets.inventory.importing import measuring  # noqa: F401 - adds its row
from tickets.inventory.models import ConfigurationItem, Interface, Symptom
from tickets.inventory.models.interface import InterfaceQuerySet
from tickets.inventory.symptoms.chain import chain_of
from tickets.inventory.volume import grow_group

MANAGER: Final = "assets@demo.example"
HOSPITAL: Final = "Hospital of volume"


@measure(20)
def item_list_50k(_tickets: int) -> Iterator[Row]:
    n = ConfigurationItem.objects.count()
    yield page("item_list_50k", n, reverse("inventory:items"), email=MANAGER)


@measure(21)
def item_detail(_tickets: int) -> Iterator[Row]:
    n, item = ConfigurationItem.objects.count(), _busiest()
    yield page("item_detail", n, item.get_absolute_url(), email=MANAGER)


@measure(22)
def what_it_hits(_tickets: int) -> Iterator[Row]:
    """All that is hit when an item stops; `n` is the number of interfaces there
    are, three to an item."""
    item = _busiest()
    with CaptureQueriesContext(connection) as caught:
        impact.downstream(item)
    n, ms = Interface.objects.count(), timed(lambda: impact.downstream(item))
    yield Row("impact", n, queries=len(caught), ms=ms)


@measure(23)
def in_a_large_hospital(_tickets: int) -> Iterator[Row]:
    """What stops, and the way up from a symptom, with 5,000 items and 15,000
    interfaces that run in circles. They are taken away again."""
    with transaction.atomic():
        grow_group(HOSPITAL, 0, 5_000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE inventory_interface, inventory_configurationitem")
        edges = Interface.objects.filter(source__manufacturer=HOSPITAL)
        item, n = _busiest(edges), edges.count()
        missing = Symptom(services=["Volume"])
        yield Row("impact_5k", n, ms=timed(lambda: impact.downstream(item)))
        yield Row("symptom_5k", n, ms=timed(lambda: chain_of(missing, item)))
        transaction.set_rollback(True)


def _busiest(interfaces: InterfaceQuerySet | None = None) -> ConfigurationItem:
    """The item that feeds the most others."""
    among = Interface.objects.all() if interfaces is None else interfaces
    edges = among.values("source").annotate(n=Count("pk"))
    return ConfigurationItem.objects.get(pk=edges.order_by("-n", "source")[0]["source"])
