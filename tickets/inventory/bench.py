"""How long the inventory's pages take, and to find what an item's failure hits."""

from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.home.bench import Row, measure, page, timed
from tickets.inventory import impact
from tickets.inventory.models import ConfigurationItem, Interface

MANAGER: Final = "assets@demo.example"


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


def _busiest() -> ConfigurationItem:
    """The item that feeds the most others."""
    edges = Interface.objects.values("source").annotate(n=Count("pk"))
    return ConfigurationItem.objects.get(pk=edges.order_by("-n", "source")[0]["source"])
