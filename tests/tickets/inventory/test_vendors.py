from datetime import date

import pytest
from django.urls import reverse

from portal.audit.models import AuditEvent
from tests.makers.inventory import (
    make_asset_manager,
    make_contract,
    make_item,
    make_vendor,
)
from tests.makers.people import make_user
from tickets.inventory.models import Contract, Lifecycle, Vendor

pytestmark = pytest.mark.django_db


def test_a_vendor_and_a_contract_are_written_down(client):
    client.force_login(make_asset_manager())
    client.post(
        reverse("inventory:add_vendor"), {"name": "Northlight", "phone": "555 0100"}
    )
    vendor = Vendor.objects.get()

    client.post(
        reverse("inventory:add_contract"),
        {
            "vendor": vendor.pk,
            "number": "2231",
            "hours": "Mon to Fri, 7 to 19",
            "covers": "Parts and tubes",
            "ends_on": "2027-02-14",
        },
    )

    contract = Contract.objects.get()
    assert (contract.vendor, contract.ends_on) == (vendor, date(2027, 2, 14))
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"vendor.added", "contract.added"} <= verbs


def test_the_pages_say_what_a_contract_covers_and_which_items_are_under_it(client):
    client.force_login(make_user())
    contract = make_contract(number="2231", covers="Parts and tubes")
    make_item(name="CT 1", contract=contract, vendor=contract.vendor)
    gone = {"contract": contract, "vendor": contract.vendor}
    make_item(name="CT 0", lifecycle=Lifecycle.RETIRED, **gone)

    page = client.get(contract.get_absolute_url())

    assert [one.name for one in page.context["page"].rows] == ["CT 1"]
    assert "Parts and tubes" in page.content.decode()
    assert "2231" in client.get(contract.vendor.get_absolute_url()).content.decode()
    listed = client.get(reverse("inventory:contracts"))
    assert [one.running for one in listed.context["page"].rows] == [1]


def test_a_contract_that_ends_before_it_starts_is_told_so(client):
    client.force_login(make_asset_manager())
    form = {"vendor": make_vendor().pk, "number": "1"}
    backwards = {"starts_on": "2027-01-01", "ends_on": "2026-01-01"}

    client.post(reverse("inventory:add_contract"), form | backwards)

    assert not Contract.objects.exists()


def test_the_choice_of_contracts_is_that_of_the_vendor(client):
    client.force_login(make_asset_manager())
    ours, other = make_contract(number="OURS"), make_contract(number="OTHER")
    door = reverse("inventory:covered")

    narrowed = client.get(door, {"vendor": ours.vendor.pk}).content.decode()
    every = client.get(door, {"vendor": ""}).content.decode()

    assert "OURS" in narrowed
    assert "OTHER" not in narrowed
    assert f'<optgroup label="{other.vendor}">' in every


def test_a_contract_with_another_vendor_is_refused_and_one_alone_names_its_vendor(
    client,
):
    client.force_login(make_asset_manager())
    contract, item = make_contract(), make_item()
    door = reverse("inventory:change", args=[item.short_id])
    facts = {
        "name": item.name,
        "type": item.type.pk,
        "facility": item.facility.pk,
        "lifecycle": "in_use",
        "tier": "3",
        "contract": contract.pk,
    }

    wrong = client.post(door, facts | {"vendor": make_vendor().pk})
    assert "contract" in wrong.context["form"].errors
    client.post(door, facts)

    item.refresh_from_db()
    assert (item.contract, item.vendor) == (contract, contract.vendor)


def test_only_who_may_change_items_writes_contracts(client):
    client.force_login(make_user())
    contract = make_contract()
    doors = [
        reverse("inventory:add_vendor"),
        reverse("inventory:change_vendor", args=[contract.vendor.pk]),
        reverse("inventory:add_contract"),
        reverse("inventory:change_contract", args=[contract.pk]),
    ]

    assert {client.post(door, {}).status_code for door in doors} == {403}
