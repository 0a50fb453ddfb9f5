import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portal.audit.models import AuditEvent
from tests.makers.inventory import (
    make_asset_manager,
    make_field,
    make_item,
    make_item_type,
)
from tests.makers.people import make_facility, make_user
from tickets.inventory import details
from tickets.inventory.models import ConfigurationItem, ItemType, TypeField

pytestmark = pytest.mark.django_db


def typed(item: ConfigurationItem, **over):
    return {
        "name": item.name,
        "type": item.type.pk,
        "facility": item.facility.pk,
        "lifecycle": "in_use",
        "tier": "3",
        **over,
    }


def test_an_item_is_asked_what_its_type_asks_and_its_page_says_it(client):
    client.force_login(make_asset_manager())
    display = make_item_type(name="Display")
    make_field(display, "luminance", kind="number", unit="cd/m²")
    make_field(display, "calibrated_on", kind="date")
    make_field(display, "gsdf", kind="yes_no", label="Follows the GSDF")
    make_field(display, "panel", kind="choice", choices=["IPS", "VA"])
    facility = make_facility()

    client.post(
        reverse("inventory:add"),
        {
            "name": "D 1",
            "type": display.pk,
            "facility": facility.pk,
            "lifecycle": "in_use",
            "tier": "3",
            "detail_luminance": "450",
            "detail_calibrated_on": "2026-05-04",
            "detail_gsdf": "true",
            "detail_panel": "IPS",
        },
    )

    item = ConfigurationItem.objects.get()
    assert item.details == {
        "luminance": 450,
        "calibrated_on": "2026-05-04",
        "gsdf": True,
        "panel": "IPS",
    }
    page = client.get(item.get_absolute_url()).content.decode()
    assert "450 cd/m²" in page
    assert "Follows the GSDF" in page


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ({"kind": "number"}, "many"),
        ({"kind": "date"}, "last spring"),
        ({"kind": "choice", "choices": ["IPS"]}, "CRT"),
        ({"kind": "text", "is_required": True}, ""),
    ],
)
def test_what_does_not_fit_a_field_is_told_at_the_field(client, kind, given):
    client.force_login(make_asset_manager())
    item = make_item()
    make_field(item.type, "asked", **kind)
    door = reverse("inventory:change", args=[item.short_id])

    response = client.post(door, typed(item, detail_asked=given))

    assert "detail_asked" in response.context["form"].errors
    item.refresh_from_db()
    assert item.details == {}


def test_another_type_keeps_what_was_typed_for_the_first(client):
    client.force_login(make_asset_manager())
    item = make_item(details={"slices": 64})
    make_field(item.type, "slices", kind="number")
    other = make_item_type()
    make_field(other, "field_strength", kind="number")
    door = reverse("inventory:change", args=[item.short_id])

    client.post(door, typed(item, type=other.pk, detail_field_strength="1.5"))

    item.refresh_from_db()
    assert item.type == other
    assert item.details == {"slices": 64, "field_strength": 1.5}


def test_a_value_that_left_the_list_may_be_kept(client):
    client.force_login(make_asset_manager())
    item = make_item(details={"panel": "CRT"})
    make_field(item.type, "panel", kind="choice", choices=["IPS"])
    door = reverse("inventory:change", args=[item.short_id])

    client.post(door, typed(item, detail_panel="CRT", room="R.1"))

    item.refresh_from_db()
    assert (item.room, item.details) == ("R.1", {"panel": "CRT"})


def test_the_form_follows_the_type_that_is_chosen(client):
    client.force_login(make_asset_manager())
    kind = make_item_type()
    make_field(kind, "helium", unit="%", label="Helium level")

    part = client.get(reverse("inventory:asked"), {"type": kind.pk, "name": ""})

    assert "Helium level (%)" in part.content.decode()
    assert "must" not in part.content.decode().lower()


def test_a_file_is_read_as_the_form_reads_it():
    kind = make_item_type()
    number = make_field(kind, "slices", kind="number")

    assert details.read(number, "64") == 64
    with pytest.raises(ValidationError):
        details.read(number, "sixty-four")


def test_a_type_and_what_it_asks_are_written_in_the_browser(client):
    manager = make_asset_manager()
    client.force_login(manager)
    client.post(
        reverse("inventory:add_type"), {"name": "CT scanner", "group": "modality"}
    )
    kind = ItemType.objects.get()
    door = reverse("inventory:add_field", args=[kind.code])

    client.post(
        door,
        {
            "label": "Panel",
            "code": "panel",
            "kind": "choice",
            "order": "10",
            "choices": "IPS\nVA\n\nIPS",
        },
    )

    field = kind.fields.get()
    assert (kind.code, field.choices) == ("ct-scanner", ["IPS", "VA"])
    assert "Panel" in client.get(reverse("inventory:type", args=[kind.code])).text
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"itemtype.added", "typefield.added"} <= verbs


def test_a_field_that_an_item_answers_is_archived_and_never_deleted(client):
    client.force_login(make_asset_manager())
    item = make_item(details={"slices": 64})
    used = make_field(item.type, "slices", kind="number")
    unused = make_field(item.type, "tubes", kind="number")

    for field in (used, unused):
        door = reverse("inventory:take_field_off", args=[item.type.code, field.pk])
        client.post(door)

    assert list(TypeField.objects.values_list("code", "is_archived")) == [
        ("slices", True)
    ]
    item.refresh_from_db()
    assert item.details == {"slices": 64}
    assert details.asked_of(item.type) == []

    client.post(reverse("inventory:ask_field_again", args=[item.type.code, used.pk]))

    assert details.asked_of(item.type) == [used]


def test_only_who_may_change_items_says_what_is_asked(client):
    client.force_login(make_user())
    field = make_field(make_item_type(), "slices")
    address = [field.type.code, field.pk]

    assert client.get(reverse("inventory:types")).status_code == 403
    assert client.post(reverse("inventory:add_type"), {}).status_code == 403
    door = reverse("inventory:take_field_off", args=address)
    assert client.post(door).status_code == 403
    assert TypeField.objects.filter(is_archived=False).count() == 1
