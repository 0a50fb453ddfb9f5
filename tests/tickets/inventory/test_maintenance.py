"""Maintenance windows: planned, told, changed, cancelled, and seen where it counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.lib.refusal import Refused
from portal.notify.models import Message
from tests.makers.inventory import make_asset_manager, make_item
from tests.makers.people import make_agent, make_user
from tests.makers.probes import make_window
from tickets.inventory import maintenance
from tickets.inventory.models import ConfigurationItem, MaintenanceWindow
from tickets.inventory.states import standing_of

pytestmark = pytest.mark.django_db
PLAN = reverse("inventory:plan_window")
LIST = reverse("inventory:maintenance")


def typed(*items, **over):
    now = timezone.localtime()
    facts = {
        "title": "New disks",
        "items": "\n".join(items),
        "starts_at": now + timedelta(hours=1),
        "ends_at": now + timedelta(hours=3),
        **over,
    }
    return {
        name: value if isinstance(value, str) else f"{value:%Y-%m-%dT%H:%M}"
        for name, value in facts.items()
    }


@pytest.fixture
def manager(client):
    manager = make_asset_manager()
    client.force_login(manager)
    return manager


def standing(item):
    shown = ConfigurationItem.objects.for_list().get(pk=item.pk)
    return str(standing_of(shown).word)


def test_one_is_planned_for_items_by_whatever_they_are_called(client, manager):
    by_name, by_title = make_item(name="Archive"), make_item(ae_title="CT2")
    by_id = make_item()

    client.post(PLAN, typed("Archive", "ct2", f"Something ({by_id.short_id})"))

    window = MaintenanceWindow.objects.get()
    assert set(window.items.all()) == {by_name, by_title, by_id}
    assert window.planned_by == manager


@pytest.mark.parametrize(
    ("items", "over", "said"),
    [
        (["Nothing"], {}, "No item is called Nothing."),
        (["Twin"], {}, "Several items are called Twin"),
        ([], {}, "rr-field-wrong"),
        (["One"], {"ends_at": "2020-01-01T00:00"}, "It must end in the future."),
        (
            ["One"],
            {"ends_at": timezone.now() + timedelta(days=40)},
            "A window lasts a month at most.",
        ),
        (
            ["One"],
            {"starts_at": timezone.now() + timedelta(days=3)},
            "It must end after it starts.",
        ),
    ],
)
def test_what_cannot_be_is_said_so(client, manager, items, over, said):
    make_item(name="Twin")
    make_item(name="Twin")
    make_item(name="One")

    page = client.post(PLAN, typed(*items, **over))

    assert said in page.text
    assert not MaintenanceWindow.objects.exists()


def test_who_looks_after_an_item_is_told(client, manager):
    owner = make_user()
    item = make_item(owner=owner, super_user=manager)

    client.post(PLAN, typed(item.short_id))
    window = MaintenanceWindow.objects.get()
    client.post(
        reverse("inventory:change_window", args=[window.pk]),
        typed(item.short_id, title="Newer disks"),
    )
    client.post(reverse("inventory:cancel_window", args=[window.pk]))

    told = Message.objects.order_by("pk").values_list("recipient", "subject")
    assert [who for who, _subject in told] == [owner.pk] * 3
    assert "cancelled" in told[2][1]
    window.refresh_from_db()
    assert window.title == "Newer disks"
    assert window.cancelled_at is not None


def test_meanwhile_the_item_says_so(client, manager):
    item = make_item()
    before = standing(item)
    window = make_window(item)
    during = standing(item)
    page = client.get(item.get_absolute_url()).text
    maintenance.cancel(window, by=manager)

    assert (before, during, standing(item)) == ("Working", "Maintenance", "Working")
    assert "New disks" in page


def test_what_is_over_is_changed_no_more(client, manager):
    now = timezone.now()
    window = make_window(
        starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1)
    )

    address = reverse("inventory:change_window", args=[window.pk])
    assert client.get(address).status_code == 404
    with pytest.raises(Refused):
        maintenance.cancel(window, by=manager)


def test_the_list_parts_what_comes_from_what_was(client, manager):
    now = timezone.now()
    make_window(make_item(), title="Coming")
    make_window(title="Off", cancelled_at=now)
    make_window(
        title="Was", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1)
    )

    coming, past = client.get(LIST).text, client.get(LIST, {"when": "past"}).text

    assert "Coming" in coming
    assert "Was" not in coming
    assert "Off" not in coming
    assert "Was" in past
    assert "Cancelled" in past


def test_the_list_keeps_its_price(client, manager):
    make_window(make_item())
    client.get(LIST)
    prices = []
    for more in (0, 6):
        for _number in range(more):
            make_window(make_item(), make_item())
        with CaptureQueriesContext(connection) as caught:
            client.get(LIST)
        prices.append(len(caught))

    assert prices[0] == prices[1] <= 12


def test_others_read_the_list_and_plan_nothing(client):
    client.force_login(make_agent())
    window = make_window(make_item())

    assert client.get(LIST).status_code == 200
    assert client.post(PLAN, typed("x")).status_code == 403
    cancel = reverse("inventory:cancel_window", args=[window.pk])
    assert client.post(cancel).status_code == 403
