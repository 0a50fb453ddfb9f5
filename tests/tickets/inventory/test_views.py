import pytest
from django.urls import reverse

from portal.audit.models import AuditEvent
from tests.makers.inventory import (
    make_asset_manager,
    make_interface,
    make_item,
    make_item_type,
)
from tests.makers.people import make_agent, make_facility, make_user
from tickets.inventory.models import (
    ConfigurationItem,
    Effect,
    Interface,
    ItemState,
    Lifecycle,
)

pytestmark = pytest.mark.django_db
ITEMS = reverse("inventory:items")


def typed(**over):
    """What an asset manager types about a new scanner."""
    kind = over.pop("type", None) or make_item_type()
    facility = over.pop("facility", None) or make_facility()
    return {
        "name": "CT 7",
        "type": kind.pk,
        "facility": facility.pk,
        "lifecycle": "in_use",
        "tier": "2",
        **over,
    }


def names(response) -> list[str]:
    return [item.name for item in response.context["page"].rows]


def test_everybody_at_work_may_look_an_item_up(client):
    client.force_login(make_user())
    item = make_item(name="CT 1", ae_title="CT1_RAD")

    assert "CT1_RAD" in client.get(ITEMS).content.decode()
    assert client.get(item.get_absolute_url()).status_code == 200


def test_a_short_id_may_be_typed_in_small_letters(client):
    client.force_login(make_user())
    item = make_item()

    assert client.get(f"/inventory/{item.short_id.lower()}/").status_code == 200


def test_the_list_is_narrowed_by_type_facility_state_and_lifecycle(client):
    client.force_login(make_user())
    ct = make_item(name="CT 1")
    make_item(name="MR 1", lifecycle=Lifecycle.PLANNED)
    make_item(name="CT 0", lifecycle=Lifecycle.RETIRED, type=ct.type)
    ItemState.objects.create(item=ct, open_tickets=2, worst_priority=1)

    assert names(client.get(ITEMS)) == ["CT 1", "MR 1"]
    assert names(client.get(ITEMS, {"type": ct.type.pk})) == ["CT 1"]
    assert names(client.get(ITEMS, {"facility": ct.facility.pk})) == ["CT 1"]
    assert names(client.get(ITEMS, {"state": "down"})) == ["CT 1"]
    assert names(client.get(ITEMS, {"lifecycle": "planned"})) == ["MR 1"]
    assert names(client.get(ITEMS, {"lifecycle": "retired"})) == ["CT 0"]


@pytest.mark.parametrize("words", ["ct2_ed", "emergency", "NL-128", "2 ct", "CT2ED"])
def test_an_item_is_found_by_any_part_of_its_names(client, words):
    client.force_login(make_user())
    make_item(
        name="CT 2 Emergency",
        ae_title="CT2_ED",
        station_name="CT2ED",
        serial="NL-128-10772",
    )
    make_item(name="MR 1")

    assert names(client.get(ITEMS, {"q": words})) == ["CT 2 Emergency"]


def test_a_page_of_items_costs_the_same_for_three_and_for_thirty(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(make_asset_manager())
    kind, facility = make_item_type(), make_facility()
    for number in range(3):
        _with_state(number, kind, facility)
    with django_assert_max_num_queries(12) as few:
        client.get(ITEMS)

    for number in range(3, 30):
        _with_state(number, kind, facility)

    with django_assert_num_queries(len(few)):
        assert len(client.get(ITEMS).context["page"]) == 30


def _with_state(number, kind, facility) -> None:
    item = make_item(name=f"CT {number}", type=kind, facility=facility)
    ItemState.objects.create(item=item, open_tickets=1, worst_priority=3)


def test_the_page_of_a_hub_costs_no_more_than_that_of_a_leaf(
    client, django_assert_max_num_queries
):
    client.force_login(make_agent())
    hub = make_item()
    for _one in range(30):
        leaf = make_item()
        make_interface(hub, leaf, lost="its images")
        make_interface(make_item(), leaf)

    with django_assert_max_num_queries(15):
        body = client.get(hub.get_absolute_url()).content.decode()
    assert body.count("its images") == 1


def test_the_page_says_what_is_lost_and_what_to_check(client):
    client.force_login(make_user())
    broker, ct, ris = make_item(name="Broker"), make_item(), make_item(name="RIS")
    make_interface(
        broker,
        ct,
        effect=Effect.LIMITED,
        lost="booked patients",
        downtime_behaviour="Type by hand.",
    )
    make_interface(ris, broker)

    page = client.get(broker.get_absolute_url())

    assert [loss.lost for loss in page.context["stop"].losses] == ["booked patients"]
    assert [one.item.name for one in page.context["checks"]] == ["RIS"]
    assert "Type by hand." in page.content.decode()


def test_an_asset_manager_adds_an_item_and_the_ledger_says_who(client):
    manager = make_asset_manager()
    client.force_login(manager)

    response = client.post(reverse("inventory:add"), typed(ae_title="CT7_RAD"))

    item = ConfigurationItem.objects.get()
    assert response.headers["location"] == item.get_absolute_url()
    assert len(item.short_id) == 8
    event = AuditEvent.objects.get(verb="item.added")
    assert (event.actor, event.label) == (manager, "CT 7")


@pytest.mark.parametrize("role", [make_user, make_agent])
def test_nobody_else_adds_or_changes_items(client, role):
    client.force_login(role())
    item = make_item()
    doors = [
        reverse("inventory:add"),
        reverse("inventory:change", args=[item.short_id]),
        reverse("inventory:connect", args=[item.short_id]),
    ]

    for door in doors:
        assert client.get(door).status_code == 403
        assert client.post(door, typed()).status_code == 403
    assert ConfigurationItem.objects.count() == 1


def test_an_ae_title_that_is_too_long_is_told_with_its_length(client):
    client.force_login(make_asset_manager())

    response = client.post(
        reverse("inventory:add"), typed(ae_title="CT2_ED_EMERGENCY1")
    )

    said = "CT2_ED_EMERGENCY1 has 17 characters. DICOM allows 16."
    assert response.context["form"].errors["ae_title"] == [said]
    assert 'value="CT2_ED_EMERGENCY1"' in response.content.decode()


@pytest.mark.parametrize("title", ["CT\\1", "CT\t1", "CTü"])
def test_an_ae_title_keeps_to_the_default_repertoire(client, title):
    client.force_login(make_asset_manager())

    response = client.post(reverse("inventory:add"), typed(ae_title=title))

    assert "ae_title" in response.context["form"].errors


def test_an_ae_title_is_free_again_once_its_item_is_retired(client):
    client.force_login(make_asset_manager())
    first = make_item(ae_title="CT1")
    door = reverse("inventory:add")
    same = typed(ae_title="CT1", facility=first.facility)

    taken = client.post(door, same)
    ConfigurationItem.objects.filter(pk=first.pk).update(lifecycle=Lifecycle.RETIRED)
    free = client.post(door, same)

    assert "has this AE title" in str(taken.context["form"].errors)
    assert free.status_code == 302


def test_a_change_is_saved_and_its_fields_are_named_in_the_ledger(client):
    client.force_login(make_asset_manager())
    item = make_item(name="CT 1", tier=3)
    expert = make_user()
    changed = typed(
        name="CT 1", tier="1", type=item.type, facility=item.facility, room="R.03"
    )
    changed["super_user"] = expert.email.upper()

    client.post(reverse("inventory:change", args=[item.short_id]), changed)

    item.refresh_from_db()
    assert (item.tier, item.room, item.super_user) == (1, "R.03", expert)
    event = AuditEvent.objects.get(verb="item.changed")
    assert event.detail == {"fields": ["room", "super_user", "tier"]}


def test_an_interface_is_added_with_the_other_item_by_its_name(client):
    client.force_login(make_asset_manager())
    ct, router = make_item(name="CT 1"), make_item(name="DICOM router")
    door = reverse("inventory:connect", args=[ct.short_id])
    feed = {"direction": "feeds", "standard": "DICOM", "service": "C-STORE"}

    client.post(door, {**feed, "other": "dicom ROUTER", "effect": "3"})

    interface = Interface.objects.get()
    assert (interface.source, interface.target) == (ct, router)
    assert interface.effect == Effect.GAP


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("CT 1", "An item does not feed itself."),
        ("MR 9", "No item is called “MR 9”."),
        ("Twin", "Several items are called so."),
        ("Router", "This interface is already written down."),
    ],
)
def test_an_interface_that_cannot_be_is_told_why(client, other, said):
    client.force_login(make_asset_manager())
    ct, router = make_item(name="CT 1"), make_item(name="Router")
    make_item(name="Twin")
    make_item(name="Twin")
    make_interface(ct, router)
    door = reverse("inventory:connect", args=[ct.short_id])
    feed = {"direction": "feeds", "standard": "DICOM", "service": "C-STORE"}

    response = client.post(door, {**feed, "other": other, "effect": "1"})

    assert said in str(response.context["form"].errors).replace("&quot;", '"')


def test_an_interface_is_changed_and_removed_from_either_end(client):
    client.force_login(make_asset_manager())
    interface = make_interface(make_item(), make_item())
    ends = [interface.target.short_id, interface.pk]
    words = {"standard": "DICOM", "service": "C-STORE", "effect": "2", "lost": "all"}

    client.post(reverse("inventory:reconnect", args=ends), words)
    interface.refresh_from_db()
    client.post(reverse("inventory:disconnect", args=ends))

    assert (interface.effect, interface.lost) == (Effect.LIMITED, "all")
    assert not Interface.objects.exists()
    verbs = AuditEvent.objects.values_list("verb", flat=True)
    assert {"interface.changed", "interface.removed"} <= set(verbs)


def test_an_interface_is_reached_through_its_own_items_alone(client):
    client.force_login(make_asset_manager())
    interface = make_interface(make_item(), make_item())
    door = reverse("inventory:disconnect", args=[make_item().short_id, interface.pk])

    assert client.post(door).status_code == 404
    assert Interface.objects.exists()


def test_the_label_opens_the_report_form_of_its_item(client, settings):
    settings.SITE_URL = "https://help.hospital.example"
    client.force_login(make_user())
    item = make_item()

    page = client.get(reverse("inventory:label", args=[item.short_id]))
    drawn = client.get(reverse("inventory:qr", args=[item.short_id]))

    assert page.context["door"] == f"https://help.hospital.example/t/{item.short_id}"
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in drawn.content
