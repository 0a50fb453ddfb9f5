import pytest
from django.urls import reverse

from tests.makers.inventory import make_interface, make_item
from tests.makers.people import make_agent
from tickets.inventory.models import Effect
from tickets.inventory.stopping import stopping

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    """An archive without which a workstation stops and a scanner lacks a receipt."""
    pacs = make_item(
        name="PACS",
        tolerates_minutes=60,
        downtime_procedure="Read at the console.",
        whom_to_tell="Emergency (4410), theatres (4450)",
    )
    reading = make_item(name="Reading 1", room="R.1", phone="4421")
    viewer = make_item(name="Web viewer")
    make_interface(
        pacs, reading, lost="all images", downtime_behaviour="Read at the scanner."
    )
    make_interface(pacs, make_item(name="CT"), effect=Effect.GAP, lost="the receipt")
    make_interface(reading, viewer, effect=Effect.LIMITED, service="Link")
    return pacs


def test_the_hardest_hit_come_first_with_what_still_works(archive):
    stop = stopping(archive)

    assert [hit.effect for hit in stop.hits] == [
        Effect.STOPS,
        Effect.LIMITED,
        Effect.GAP,
    ]
    loss = stop.hits[0].losses[0]
    assert (loss.lost, loss.still) == ("all images", "Read at the scanner.")
    assert [one.item.name for one in stop.hits[1].further] == ["Web viewer"]
    assert (stop.stops, stop.limited, stop.lacks) == (1, 1, 1)


def test_whom_to_tell_and_which_phones_ring(archive):
    stop = stopping(archive)

    assert stop.to_tell == ["Emergency (4410)", "theatres (4450)"]
    assert [(one.where, one.number) for one in stop.phones] == [
        ("Reading 1, R.1", "4421")
    ]


def test_all_of_it_is_read_from_one_page(client, archive):
    client.force_login(make_agent())

    page = client.get(reverse("inventory:if_it_stops", args=[archive.short_id]))

    text = page.content.decode()
    for said in ("All images", "Read at the scanner.", "Read at the console.", "4421"):
        assert said in text


def test_an_item_that_feeds_nobody_stops_alone(client):
    client.force_login(make_agent())
    item = make_item()

    page = client.get(reverse("inventory:if_it_stops", args=[item.short_id]))

    assert stopping(item).hits == []
    assert "Nothing else stops" in page.content.decode()
