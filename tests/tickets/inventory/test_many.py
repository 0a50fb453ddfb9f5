"""Many items changed at once: shown, written with a reason, taken back as one."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.makers.imports import worked
from tests.makers.inventory import make_asset_manager, make_contract, make_item
from tests.makers.people import make_agent, make_department, make_user
from tickets.inventory import workflow
from tickets.inventory.forms.imports import ManyForm
from tickets.inventory.importing.fields import text_of
from tickets.inventory.models import ConfigurationItem, ItemImport, Lifecycle, Verdict
from tickets.inventory.views import many

pytestmark = pytest.mark.django_db
MANY = reverse("inventory:change_many")


@pytest.fixture
def manager(client):
    person = make_asset_manager()
    client.force_login(person)
    return person


def ticked(*items: ConfigurationItem) -> str:
    return f"{MANY}?{urlencode([('item', item.short_id) for item in items])}"


def rooms() -> dict[str, str]:
    return dict(ConfigurationItem.objects.values_list("name", "room"))


def ask(client, url: str, **said: str) -> ItemImport:
    """Say what shall change, and have each change looked at."""
    client.post(url, said)
    return worked(ItemImport.objects.latest("pk"))


def write(client, run: ItemImport, why: str = "They moved house") -> ItemImport:
    client.post(reverse("inventory:import_apply", args=[run.pk]), {"why": why})
    return worked(run)


@pytest.fixture
def items():
    return [make_item(name=f"CT {n}", room="R.1") for n in range(3)]


def test_the_ticked_items_alone_are_changed_and_only_after_a_look(
    client, manager, items
):
    run = ask(client, ticked(*items[:2]), room="R.2")
    page = client.get(run.get_absolute_url()).content.decode()

    assert "2 items: Room" in page
    assert set(rooms().values()) == {"R.1"}

    write(client, run)

    assert rooms() == {"CT 0": "R.2", "CT 1": "R.2", "CT 2": "R.1"}


def test_all_that_the_list_was_narrowed_to_are_changed(client, manager, items):
    make_item(name="MR 1", room="R.1")

    write(client, ask(client, f"{MANY}?q=CT&all=1", room="R.2"))

    assert rooms() == {"CT 0": "R.2", "CT 1": "R.2", "CT 2": "R.2", "MR 1": "R.1"}


def test_the_page_says_how_many_are_chosen(client, manager, items):
    assert "Change 2 items" in client.get(ticked(*items[:2])).content.decode()
    assert "Change 3 items" in client.get(f"{MANY}?all=1").content.decode()


def test_an_item_that_says_so_already_stays_as_it_is(client, manager, items):
    workflow.change(items[0], by=manager, room="R.2")

    run = ask(client, ticked(*items[:2]), room="R.2")

    assert list(run.rows.values_list("verdict", flat=True)) == [
        Verdict.SAME,
        Verdict.CHANGED,
    ]


def test_the_reason_stands_in_the_history_of_each_item(client, manager, items):
    write(client, ask(client, ticked(*items), room="R.2"), why="They moved house")

    for item in items:
        url = reverse("inventory:history", args=[item.short_id])
        assert "They moved house" in client.get(url).content.decode()


def test_all_of_them_are_taken_back_at_once(client, manager, items):
    run = write(client, ask(client, ticked(*items), room="R.2", tier="1"))

    client.post(reverse("inventory:import_undo", args=[run.pk]))
    worked(run)

    assert set(rooms().values()) == {"R.1"}
    assert not ConfigurationItem.objects.filter(tier=1).exists()


def test_each_field_of_the_form_is_written_and_taken_back(client, manager):
    before, after = wholly(), wholly()
    item = make_item(**before)
    said = {name: text_of(make_item(**after), name) for name in ManyForm.base_fields}

    run = write(client, ask(client, ticked(item), **said))

    assert [row.problems for row in run.rows.all()] == [[]]
    assert facts_of(item) == after
    client.post(reverse("inventory:import_undo", args=[run.pk]))
    assert [row.problems for row in worked(run).rows.all()] == [[]]
    assert facts_of(item) == before


def wholly() -> dict[str, Any]:
    """Something, each time another, in each field that the form asks for."""
    contract, department = make_contract(), make_department()
    number = contract.pk
    return {
        "lifecycle": [Lifecycle.IN_USE, Lifecycle.STANDBY][number % 2],
        "tier": number % 2 + 1,
        "owner": make_user(),
        "super_user": make_user(),
        "facility": department.facility,
        "department": department,
        "building": f"House {number}",
        "room": f"R.{number}",
        "vendor": contract.vendor,
        "contract": contract,
        "software_version": f"VB{number}",
        "support_ends_on": timezone.localdate() + timedelta(days=number),
    }


def facts_of(item: ConfigurationItem) -> dict[str, Any]:
    kept = ConfigurationItem.objects.get(pk=item.pk)
    return {name: getattr(kept, name) for name in ManyForm.base_fields}


def test_what_is_not_known_is_said_at_each_line(client, manager, items):
    run = ask(client, ticked(*items[:2]), owner="nobody@hospital.example")

    for row in run.rows.all():
        assert row.verdict == Verdict.WRONG
        assert "Nobody here has the e-mail" in row.problems[0]


def test_at_least_one_thing_is_to_be_said(client, manager, items):
    page = client.post(ticked(*items), {"room": ""})

    assert "Say at least one thing that shall change." in page.content.decode()
    assert not ItemImport.objects.exists()


@pytest.mark.parametrize("query", ["", "?item=ZZZZZZZZ", "?q=Teapot&all=1"])
def test_at_least_one_item_is_to_be_chosen(client, manager, items, query):
    page = client.get(f"{MANY}{query}")

    assert page.status_code == 409
    assert "Choose at least one item" in page.content.decode()


def test_more_items_than_can_be_looked_at_are_to_be_narrowed(
    client, manager, items, monkeypatch
):
    monkeypatch.setattr(many, "AT_MOST", 2)

    page = client.get(f"{MANY}?all=1")

    assert page.status_code == 409
    assert "Narrow the list first." in page.content.decode()


def test_who_may_not_change_items_changes_no_many(client, items):
    client.force_login(make_agent())

    assert client.get(ticked(*items)).status_code == 403
    assert client.post(ticked(*items), {"room": "R.2"}).status_code == 403
    assert not ItemImport.objects.exists()
