import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.makers.inventory import (
    make_asset_manager,
    make_interface,
    make_item,
    make_item_type,
)
from tests.makers.people import make_agent, make_facility
from tickets.inventory.models import ItemState, Lifecycle, MaintenanceWindow, MapPlace

pytestmark = pytest.mark.django_db


@pytest.fixture
def general():
    return make_facility(code="general", name="General")


@pytest.fixture
def department(general):
    """A scanner, the router it sends to, and the archive behind that."""
    modality, router, archive = (
        make_item_type(name=group.title(), group=group)
        for group in ("modality", "integration", "archive")
    )
    ct = make_item(name="CT 1", type=modality, facility=general, ae_title="CT1")
    rtr = make_item(name="Router", type=router, facility=general)
    pacs = make_item(name="PACS", type=archive, facility=general)
    make_interface(ct, rtr)
    make_interface(rtr, pacs, standard="HL7", service="ADT")
    return ct, rtr, pacs


def data(client, query=""):
    answer = client.get(reverse("inventory:map_data") + query)
    assert answer.status_code == 200
    return answer.json()


def boxes(found):
    return {box["label"]: box for box in found["boxes"]}


def test_the_map_shows_who_feeds_whom(client, department):
    client.force_login(make_agent())

    found = data(client)

    ct, rtr, pacs = department
    assert set(boxes(found)) == {"CT 1", "Router", "PACS"}
    lines = [(one["source"], one["target"], one["carries"]) for one in found["lines"]]
    assert lines == [
        (ct.short_id, rtr.short_id, "C-STORE"),
        (rtr.short_id, pacs.short_id, "ADT"),
    ]


def test_the_same_stands_in_words_for_those_without_script(client, department):
    client.force_login(make_agent())

    page = client.get(reverse("inventory:map")).content.decode()

    assert "Router: C-STORE" in page
    assert "PACS: ADT" in page
    assert page.count('<svg class="rr-map"') == 1


def test_a_box_says_how_its_item_stands(client, department):
    client.force_login(make_agent())
    ct, rtr, pacs = department
    now = timezone.now()
    ItemState.objects.create(item=ct, open_tickets=1, worst_priority=1, since=now)
    ItemState.objects.create(item=rtr, silent_probes=1)
    window = MaintenanceWindow.objects.create(
        title="Update",
        starts_at=now - timezone.timedelta(hours=1),
        ends_at=now + timezone.timedelta(hours=1),
        planned_by=make_asset_manager(),
    )
    window.items.add(pacs)

    found = data(client)

    said = {label: (box["shape"], box["word"]) for label, box in boxes(found).items()}
    assert said == {
        "CT 1": ("lapsed", "Down"),
        "Router": ("lapsed", "Does not answer"),
        "PACS": ("paused", "Maintenance"),
    }
    assert [one["broken"] for one in found["lines"]] == [True, True]


def test_a_facility_is_drawn_with_what_it_is_joined_to(client, department, general):
    client.force_login(make_agent())
    clinic = make_facility(code="clinic", name="Clinic")
    kind = department[0].type
    make_interface(make_item(name="DX", type=kind, facility=clinic), department[1])
    make_item(name="Alone", type=kind, facility=general)

    found = data(client, "?facility=clinic")

    assert set(boxes(found)) == {"DX", "Router"}
    assert [band["title"] for band in found["bands"]] == ["Clinic", "General"]


@pytest.mark.parametrize("query", ["?standard=HL7", "?message=adt"])
def test_a_message_is_followed_alone(client, department, query):
    client.force_login(make_agent())

    found = data(client, query)

    assert set(boxes(found)) == {"Router", "PACS"}
    assert len(found["lines"]) == 1


def test_what_is_retired_is_not_drawn(client, department):
    client.force_login(make_agent())
    department[0].lifecycle = Lifecycle.RETIRED
    department[0].save()

    assert set(boxes(data(client))) == {"Router", "PACS"}


def test_like_items_are_one_box_when_there_are_many(client, department):
    client.force_login(make_agent())
    ct, rtr, _pacs = department
    for number in range(2, 65):
        more = make_item(name=f"CT {number}", type=ct.type, facility=ct.facility)
        make_interface(more, rtr)
    ItemState.objects.create(item=more, silent_probes=1)

    found = data(client)

    folded = boxes(found)["Modality"]
    assert len(folded["members"]) == 64
    assert folded["word"] == "1 of 64: Does not answer"
    assert len(found["lines"]) == 2
    assert len(data(client, "?by=item")["boxes"]) == 66


def test_the_map_costs_the_same_for_three_and_for_thirty(client, department):
    client.force_login(make_agent())
    data(client)
    with CaptureQueriesContext(connection) as few:
        data(client)
    for _number in range(27):
        more = make_item(type=department[0].type, facility=department[0].facility)
        make_interface(more, department[1])

    with CaptureQueriesContext(connection) as many:
        data(client)

    of_this_room = [one for one in many if "inventory_" in one["sql"]]
    assert len(many) == len(few)
    assert len(of_this_room) <= 5


def test_who_may_change_items_puts_a_box_elsewhere_and_back(client, department):
    client.force_login(make_asset_manager())
    ct = department[0]
    there = {"map": "all", "item": ct.short_id, "x": "12.5", "y": "-40"}

    answer = client.post(reverse("inventory:map_place"), there)

    assert answer.status_code == 204
    box = boxes(data(client))["CT 1"]
    assert (box["x"], box["y"]) == (12.5, -40)

    answer = client.post(reverse("inventory:map_reset"), {"map": "all"})

    assert answer.url == reverse("inventory:map")
    assert not MapPlace.objects.exists()


def test_others_leave_the_boxes_where_they_are(client, department):
    client.force_login(make_agent())
    there = {"map": "all", "item": department[0].short_id, "x": "1", "y": "1"}

    assert client.post(reverse("inventory:map_place"), there).status_code == 403
    assert client.post(reverse("inventory:map_reset"), {}).status_code == 403


@pytest.mark.parametrize("x", ["", "nan", "1e9", "here"])
def test_a_box_is_put_nowhere_without_a_place(client, department, x):
    client.force_login(make_asset_manager())
    there = {"map": "all", "item": department[0].short_id, "x": x, "y": "1"}

    assert client.post(reverse("inventory:map_place"), there).status_code == 422


def test_the_map_knows_who_is_hit_and_what_carries(client, department):
    client.force_login(make_agent())
    ct, rtr, pacs = department

    found = client.get(reverse("inventory:map_reach", args=[rtr.short_id])).json()

    assert found == {"down": [[pacs.short_id, 1]], "up": [[ct.short_id, 1]]}
