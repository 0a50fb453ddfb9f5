import pytest
from django.urls import reverse

from tests.makers.inventory import (
    make_asset_manager,
    make_contract,
    make_field,
    make_interface,
    make_item,
)
from tests.makers.people import make_user
from tickets.inventory import history, telling, workflow
from tickets.inventory.models import Lifecycle

pytestmark = pytest.mark.django_db


def lines(item) -> list[tuple[str, str, str]]:
    return [
        (change.label, change.before, change.after)
        for deed in history.of(item).deeds
        for entry in deed.entries
        for change in entry.changes
    ]


def test_each_change_says_who_from_what_to_what_and_why():
    manager, contract = make_asset_manager(), make_contract(number="2231")
    item = make_item(room="R.1", details={"slices": 16})
    make_field(item.type, "slices", kind="number", label="Detector rows")

    workflow.change(
        item,
        by=manager,
        why="moved in May",
        room="R.2",
        contract=contract,
        lifecycle=Lifecycle.STANDBY,
        details={"slices": 64},
    )

    assert set(lines(item)) == {
        ("Room", "R.1", "R.2"),
        ("Contract", telling.NOTHING, str(contract)),
        ("Lifecycle", "In use", "Standby"),
        ("Detector rows", "16", "64"),
    }
    newest = history.of(item).deeds[0]
    assert (newest.who, newest.why) == (manager, "moved in May")


def test_the_interfaces_of_an_item_are_in_its_history():
    manager, item, other = make_asset_manager(), make_item(name="CT 1"), make_item()
    interface = make_interface(item, other, service="C-STORE")
    make_interface(other, make_item())

    workflow.reconnect(interface, by=manager, lost="its images")

    assert "its images" in [after for _label, _before, after in lines(item)]
    told = [entry.what for deed in history.of(item).deeds for entry in deed.entries]
    assert any("CT 1" in what and "C-STORE" in what for what in told)


def test_the_history_goes_on_where_a_page_ends(monkeypatch):
    monkeypatch.setattr(history, "SIZE", 4)
    manager, item = make_asset_manager(), make_item()
    # Inside one transaction all moments are the same, so they are parted by hand.
    for number in range(9):
        workflow.change(item, by=manager, room=f"R.{number}")
    for number, event in enumerate(item.events.order_by("pgh_id")):
        moment = event.pgh_created_at.replace(year=2020, month=1 + number)
        type(event).objects.filter(pgh_id=event.pgh_id).update(pgh_created_at=moment)

    seen, before = [], None
    for _page in range(3):
        page = history.of(item, before=before)
        seen += [c.after for d in page.deeds for e in d.entries for c in e.changes]
        before = page.next_before

    assert seen == [f"R.{number}" for number in reversed(range(9))]
    assert before is None


def test_a_long_history_costs_what_a_short_one_does(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    manager = make_asset_manager()
    client.force_login(manager)
    item = make_item()
    for number in range(3):
        _moved(item, number, manager)
    door = reverse("inventory:history", args=[item.short_id])
    with django_assert_max_num_queries(15) as few:
        client.get(door)

    for number in range(3, 15):
        _moved(item, number, manager)

    with django_assert_num_queries(len(few)):
        assert client.get(door).status_code == 200


def _moved(item, number, manager) -> None:
    interface = make_interface(item, make_item(), service=f"S{number}")
    workflow.reconnect(interface, by=manager, lost="all")
    workflow.change(item, by=manager, room=f"R.{number}", contract=make_contract())


def test_a_moment_that_cannot_be_read_is_the_newest(client):
    client.force_login(make_user())
    item = make_item()
    door = reverse("inventory:history", args=[item.short_id])

    for typed in ("yesterday", "2026-13-45T00:00", "2026-01-01T00:00"):
        assert client.get(door, {"before": typed}).status_code == 200
