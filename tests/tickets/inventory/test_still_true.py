"""What is written down is looked at once a year, and its owner is asked to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.notify.models import Message
from tests.makers.inventory import make_asset_manager, make_item
from tests.makers.people import make_user
from tests.makers.prices import queries_of
from tickets.inventory.models import ConfigurationItem, Lifecycle
from tickets.inventory.tasks import ask_owners

pytestmark = pytest.mark.django_db
ITEMS = reverse("inventory:items")


def ago(days: int):
    return timezone.now() - timedelta(days=days)


def make_stale(**over) -> ConfigurationItem:
    """Written down two years ago, and not looked at since."""
    over.setdefault("confirmed_at", ago(400))
    item = make_item(**over)
    ConfigurationItem.objects.filter(pk=item.pk).update(created_at=ago(730))
    return item


def confirm(client, item: ConfigurationItem):
    response = client.post(reverse("inventory:confirm", args=[item.short_id]))
    item.refresh_from_db()
    return response


def listed(client, **narrowed: str) -> list[str]:
    page = client.get(ITEMS, {"true": "stale", **narrowed}).context["page"]
    return [item.name for item in page.rows]


@pytest.mark.parametrize("part", ["owner", "super_user", None])
def test_who_looks_after_an_item_says_that_it_is_still_true(client, part):
    reader = make_user() if part else make_asset_manager()
    item = make_stale(**({part: reader} if part else {}))
    client.force_login(reader)

    assert "Still true" in client.get(item.get_absolute_url()).content.decode()
    confirm(client, item)

    assert item.confirmed_by == reader
    assert item.confirmed_at > ago(1)
    assert AuditEvent.objects.filter(verb="item.confirmed", actor=reader).exists()
    assert listed(client) == []


def test_a_passer_by_cannot_say_so(client):
    item = make_stale(owner=make_user())
    client.force_login(make_user())

    assert confirm(client, item).status_code == 403
    assert item.confirmed_at < ago(365)
    page = client.get(item.get_absolute_url()).content.decode()
    assert reverse("inventory:confirm", args=[item.short_id]) not in page


def test_reading_the_address_confirms_nothing(client):
    item = make_stale()
    client.force_login(make_asset_manager())
    url = reverse("inventory:confirm", args=[item.short_id])

    assert client.get(url).status_code == 405


def test_the_list_is_narrowed_to_what_was_not_confirmed_for_a_year(client):
    client.force_login(make_user())
    make_stale(name="Confirmed long ago")
    make_stale(name="Never confirmed", confirmed_at=None)
    make_stale(name="Confirmed in time", confirmed_at=ago(300))
    make_item(name="Written down today")

    assert sorted(listed(client)) == ["Confirmed long ago", "Never confirmed"]


def test_an_owner_finds_their_own_and_what_is_nobodys(client):
    reader = make_user()
    client.force_login(reader)
    make_stale(name="Mine", owner=reader)
    make_stale(name="Theirs", owner=make_user())
    make_stale(name="Nobody's")

    assert listed(client, whose="mine") == ["Mine"]
    assert listed(client, whose="nobody") == ["Nobody's"]


def test_an_owner_is_asked_once_a_week_however_many_items_it_is_about(client):
    owner = make_user()
    for name in ("CT 1", "CT 2"):
        make_stale(name=name, owner=owner)

    assert [ask_owners(), ask_owners()] == [1, 0]

    message = Message.objects.get()
    assert message.recipient == owner
    assert "2 items of yours" in message.subject
    client.force_login(owner)
    page = client.get(message.url).context["page"]
    assert [item.name for item in page.rows] == ["CT 1", "CT 2"]


def test_an_owner_is_asked_again_after_a_week():
    make_stale(owner=make_user())
    ask_owners()
    Message.objects.update(queued_at=ago(8))

    assert ask_owners() == 1


def test_nobody_is_asked_about_what_is_true_or_out_of_use_nor_who_has_left():
    make_stale(owner=make_user(), confirmed_at=ago(10))
    make_stale(owner=make_user(), lifecycle=Lifecycle.RETIRED)
    make_stale(owner=make_user(is_active=False, deactivated_at=ago(1)))
    make_stale()

    assert ask_owners() == 0


def test_the_list_costs_the_same_for_3_and_30_items(client):
    client.force_login(make_asset_manager())
    for _ in range(3):
        make_stale()
    price = queries_of(client, f"{ITEMS}?true=stale")
    for _ in range(27):
        make_stale()

    assert queries_of(client, f"{ITEMS}?true=stale") == price <= 12
    assert queries_of(client, ITEMS) <= 12
