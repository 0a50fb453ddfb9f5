from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from tests.makers.inventory import make_asset_manager, make_contract, make_item
from tests.makers.people import make_agent, make_facility, make_user
from tickets.inventory import panels, search, states
from tickets.inventory.models import ItemState, Lifecycle, new_short_id
from tickets.inventory.models.naming import ALPHABET

pytestmark = pytest.mark.django_db


def test_short_ids_are_random_and_readable_over_the_phone():
    ids = {new_short_id() for _one in range(500)}

    assert len(ids) == 500
    assert not set("".join(ids)) & set("01OILU")
    assert len(ALPHABET) ** 8 > 10**11


def test_two_facilities_may_use_the_same_ae_title():
    here, there = make_facility(), make_facility()
    make_item(facility=here, ae_title="CT1")
    make_item(facility=there, ae_title="CT1")

    with pytest.raises(IntegrityError, match="an_ae_title_is_one_items"):
        make_item(facility=here, ae_title="CT1")


def test_the_database_refuses_a_backslash_in_an_ae_title():
    with pytest.raises(IntegrityError, match="default_repertoire"):
        make_item(ae_title="CT\\1")


def test_each_change_of_an_item_is_kept():
    item = make_item(software_version="11.0.2")
    item.software_version = "11.0.3"
    item.save(update_fields=["software_version"])

    versions = item.events.order_by("pgh_id").values_list("software_version", flat=True)

    assert list(versions) == ["11.0.2", "11.0.3"]


@pytest.mark.parametrize(
    ("priority", "lifecycle", "word"),
    [
        (1, Lifecycle.IN_USE, "Down"),
        (2, Lifecycle.IN_USE, "Affected"),
        (3, Lifecycle.IN_USE, "Working"),
        (None, Lifecycle.IN_USE, "Working"),
        (None, Lifecycle.OUT_OF_USE, "Out of use"),
        (1, Lifecycle.STANDBY, "Down"),
    ],
)
def test_an_item_stands_as_its_worst_ticket_says(priority, lifecycle, word):
    item = make_item(lifecycle=lifecycle)
    if priority:
        ItemState.objects.create(item=item, open_tickets=1, worst_priority=priority)

    assert str(states.standing_of(item).word) == word


def test_what_ends_within_90_days_is_told_the_nearest_first():
    today = date(2026, 11, 24)
    item = make_item(
        contract=make_contract(ends_on=today + timedelta(days=90)),
        warranty_ends_on=today - timedelta(days=1),
        support_ends_on=today + timedelta(days=91),
    )

    found = states.endings_of(item, today)

    assert [(str(one.label), one.shape) for one in found] == [
        ("Warranty ends", "lapsed"),
        ("Contract ends", "later"),
    ]


def test_the_asset_managers_front_page_names_what_ends_soon():
    manager, today = make_asset_manager(), timezone.localdate()
    soon = make_item(contract=make_contract(ends_on=today + timedelta(days=20)))
    make_item(contract=make_contract(ends_on=today + timedelta(days=200)))
    make_item(contract=soon.contract, lifecycle=Lifecycle.RETIRED)

    panel = panels.ending_soon(manager)

    assert panel is not None
    assert [item for item, _ending in panel["endings"]] == [soon]


def test_the_panel_keeps_silent_when_nothing_ends():
    make_item()

    assert panels.ending_soon(make_asset_manager()) is None


def test_the_search_box_finds_an_item_by_its_ae_title_first():
    make_item(name="CT2_ED spare parts")
    wanted = make_item(name="CT 2 Emergency", ae_title="CT2_ED")
    make_item(name="CT2_ED old", lifecycle=Lifecycle.RETIRED)

    hits = search.find(make_user(), "ct2_ed", 5)

    assert [hit.title for hit in hits] == ["CT 2 Emergency", "CT2_ED spare parts"]
    assert hits[0].url == wanted.get_absolute_url()


def test_who_has_left_finds_nothing():
    agent = make_agent()
    agent.is_active = False
    make_item(name="CT 1")

    assert search.find(agent, "CT", 5) == []
