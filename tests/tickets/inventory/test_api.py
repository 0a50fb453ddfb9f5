import pytest

from tests.makers.inventory import (
    make_asset_manager,
    make_interface,
    make_item,
    make_item_type,
)
from tests.makers.people import make_facility, make_user
from tickets.inventory.models import Effect, ItemState

pytestmark = pytest.mark.django_db
ITEMS = "/api/v1/items"


def test_a_program_reads_the_items_page_by_page(client):
    client.force_login(make_user())
    for number in range(3):
        make_item(name=f"CT {number}")

    first = client.get(ITEMS, {"limit": 2}).json()
    rest = client.get(ITEMS, {"limit": 2, "before": first["next"]}).json()

    assert [one["name"] for one in first["items"]] == ["CT 2", "CT 1"]
    assert [one["name"] for one in rest["items"]] == ["CT 0"]
    assert rest["next"] is None


def test_a_program_narrows_items_by_words_facility_and_type(client):
    client.force_login(make_user())
    wanted = make_item(name="CT 2", ae_title="CT2_ED")
    make_item(name="CT 1")

    for narrowed in (
        {"q": "ct2_ed"},
        {"facility": wanted.facility.code},
        {"type": wanted.type.code},
    ):
        answer = client.get(ITEMS, narrowed).json()
        assert [one["short_id"] for one in answer["items"]] == [wanted.short_id]


def test_a_program_reads_one_item_with_its_state(client):
    client.force_login(make_user())
    item = make_item(ae_title="CT1", vendor_site_id="NL-1")
    ItemState.objects.create(item=item, open_tickets=2, worst_priority=1)

    answer = client.get(f"{ITEMS}/{item.short_id}").json()

    assert (answer["ae_title"], answer["vendor_site_id"]) == ("CT1", "NL-1")
    assert (answer["state"], answer["open_tickets"]) == ("Down", 2)
    assert client.get(f"{ITEMS}/UNKNOWN2").status_code == 404


def test_a_program_asks_what_stops(client):
    client.force_login(make_user())
    broker, ct, ris = make_item(tier=2), make_item(name="CT"), make_item(name="RIS")
    make_interface(broker, ct, effect=Effect.LIMITED)
    make_interface(ris, broker)

    answer = client.get(f"{ITEMS}/{broker.short_id}/impact").json()

    assert answer["level"] == 2
    assert [(one["name"], one["effect"]) for one in answer["downstream"]] == [
        ("CT", "limited")
    ]
    assert [one["name"] for one in answer["upstream"]] == ["RIS"]


def test_a_stranger_reads_nothing(client):
    assert client.get(ITEMS).status_code == 401


def test_a_program_adds_an_item_and_changes_it_by_the_rules_of_a_file(client):
    client.force_login(make_asset_manager())
    kind, facility = make_item_type(), make_facility()
    told = {"name": "CT 7", "type": kind.code, "facility": facility.code}
    told |= {"ae_title": "CT7", "room": "R.1"}

    added = client.post(ITEMS, told, content_type="application/json")
    path = f"{ITEMS}/{added.json()['short_id']}"
    changed = client.patch(path, {"room": ""}, content_type="application/json")
    refused = client.patch(path, {"tier": "9"}, content_type="application/json")

    assert (added.status_code, changed.status_code) == (201, 200)
    assert client.get(path).json()["room"] == ""
    assert refused.status_code == 422
    assert client.get(f"{path}/network-aes").json()[0]["title"] == "CT7"


def test_who_may_not_change_items_may_not_by_program(client):
    client.force_login(make_user())

    answer = client.post(ITEMS, {"name": "CT 7"}, content_type="application/json")

    assert answer.status_code == 403
