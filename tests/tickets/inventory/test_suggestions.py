"""What images say of their devices is suggested, and never written without a yes."""

from datetime import date, timedelta

import pytest
from django.forms import model_to_dict
from django.urls import reverse
from django.utils import timezone

from courses.studies.models import Sighting
from tests.makers.inventory import make_asset_manager, make_item
from tests.makers.people import make_agent, make_user
from tests.makers.prices import queries_of
from tickets.inventory import suggesting, workflow
from tickets.inventory.models import ConfigurationItem, Suggestion, SuggestionState
from tickets.inventory.tasks import suggest_what_was_seen

pytestmark = pytest.mark.django_db
SUGGESTIONS = reverse("inventory:suggestions")


@pytest.fixture
def manager(client):
    person = make_asset_manager()
    client.force_login(person)
    return person


def make_sighting(**over) -> Sighting:
    """What a device said of itself today."""
    today = timezone.localdate()
    given = {"first_seen": today, "last_seen": today, "count": 3, **over}
    return Sighting.objects.create(**given)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def seen(**over) -> Suggestion:
    """The one thing that a sighting newly suggests."""
    make_sighting(**over)
    assert suggest_what_was_seen() == 1
    return Suggestion.objects.latest("pk")


def answer(client, verb: str, one: Suggestion, **said: str):
    return client.post(reverse(f"inventory:suggestion_{verb}", args=[one.pk]), said)


def state_of(one: Suggestion) -> str:
    one.refresh_from_db()
    return one.state


def test_what_an_item_leaves_open_is_suggested_and_not_written():
    item = make_item(serial="S1")
    before = model_to_dict(item)

    one = seen(serial="s1", software_version="VB20")

    item.refresh_from_db()
    assert (one.item, one.field, one.value) == (item, "software_version", "VB20")
    assert model_to_dict(item) == before


def test_what_differs_is_suggested_beside_what_stands_there(client, manager):
    make_item(name="CT 1", ae_title="CT1", software_version="VB10")
    seen(ae_title="CT1", software_version="VB20")

    page = client.get(SUGGESTIONS).content.decode()

    assert "<del>VB10</del> → <ins>VB20</ins>" in page


def test_what_is_written_down_already_is_not_suggested():
    make_item(ae_title="CT1", software_version="VB20")
    make_sighting(ae_title="CT1", software_version="VB20")

    assert suggest_what_was_seen() == 0


def test_an_older_version_is_not_suggested_once_the_newer_one_is_written_down():
    make_item(ae_title="CT1", software_version="VB20")
    make_sighting(ae_title="CT1", software_version="VB10")
    make_sighting(ae_title="CT1", software_version="VB20", last_seen=tomorrow())

    assert suggest_what_was_seen() == 0


def test_a_name_that_two_items_share_says_nothing_of_either():
    make_item(station_name="CONSOLE")
    make_item(station_name="CONSOLE")

    one = seen(station_name="CONSOLE", software_version="VB20")

    assert (one.item, one.field) == (None, suggesting.NEW)


def test_a_yes_writes_it_down_and_says_where_it_is_from(client, manager):
    item = make_item(serial="S1", software_version="VB10")
    one = seen(serial="S1", software_version="VB20")

    answer(client, "accept", one)

    item.refresh_from_db()
    history = client.get(reverse("inventory:history", args=[item.short_id]))
    assert item.software_version == "VB20"
    assert state_of(one) == SuggestionState.ACCEPTED
    assert one.decided_by == manager
    assert "Seen in its images" in history.content.decode()


def test_a_no_changes_nothing_and_is_not_asked_again(client, manager):
    item = make_item(serial="S1", software_version="VB10")
    one = seen(serial="S1", software_version="VB20")

    answer(client, "refuse", one)

    item.refresh_from_db()
    assert item.software_version == "VB10"
    assert state_of(one) == SuggestionState.REFUSED
    assert suggest_what_was_seen() == 0
    assert list(client.get(SUGGESTIONS).context["page"].rows) == []


def test_a_device_that_is_an_item_fills_in_only_what_the_item_leaves_open(
    client, manager
):
    item = make_item(name="CT 1", manufacturer="Northlight")
    one = seen(station_name="CT1CON", manufacturer="Someone", model="Beam 64")
    assert one.item is None

    answer(client, "is", one, item="CT 1")

    item.refresh_from_db()
    assert (item.station_name, item.model) == ("CT1CON", "Beam 64")
    assert item.manufacturer == "Northlight"
    assert state_of(one) == SuggestionState.ACCEPTED


def test_a_device_is_no_item_that_nobody_wrote_down(client, manager):
    one = seen(station_name="CT1CON")

    page = answer(client, "is", one, item="Teapot")

    assert page.url == SUGGESTIONS
    assert state_of(one) == SuggestionState.WAITING


def test_a_device_that_nobody_wrote_down_needs_its_item_first(client, manager):
    one = seen(station_name="CT1CON")

    assert answer(client, "accept", one).status_code == 409
    assert not ConfigurationItem.objects.exists()


@pytest.mark.parametrize("verb", ["accept", "refuse"])
def test_what_is_decided_is_decided_once(client, manager, verb):
    make_item(serial="S1")
    one = seen(serial="S1", software_version="VB20")
    suggesting.refuse(one, by=manager)

    assert answer(client, verb, one).status_code == 409
    assert state_of(one) == SuggestionState.REFUSED


@pytest.mark.parametrize("make_stranger", [make_user, make_agent])
def test_who_may_not_change_items_decides_nothing(client, make_stranger):
    make_item(name="CT 1", serial="S1")
    one = seen(serial="S1", software_version="VB20")
    client.force_login(make_stranger())

    answers = [
        client.get(SUGGESTIONS),
        answer(client, "accept", one),
        answer(client, "refuse", one),
        answer(client, "is", one, item="CT 1"),
    ]

    assert {response.status_code for response in answers} == {403}
    assert state_of(one) == SuggestionState.WAITING


def test_the_list_costs_the_same_for_3_and_30_suggestions(client, manager):
    make_seen(3)
    price = queries_of(client, SUGGESTIONS)
    make_seen(27)

    assert len(client.get(SUGGESTIONS).context["page"].rows) == 30
    assert queries_of(client, SUGGESTIONS) == price <= 12


def make_seen(number: int) -> None:
    """One in three of a device that nobody has written down."""
    for place in range(number):
        serial = f"S{number}-{place}"
        if place % 3:
            make_item(serial=serial)
        make_sighting(serial=serial, software_version="VB20")
    assert suggest_what_was_seen() == number


def test_what_somebody_wrote_down_meanwhile_waits_no_longer(manager):
    item = make_item(serial="S1")
    one = seen(serial="S1", software_version="VB20")
    workflow.change(item, by=manager, software_version="VB20")

    suggest_what_was_seen()

    assert not Suggestion.objects.filter(pk=one.pk).exists()


def test_a_newer_version_takes_the_place_of_one_that_still_waits():
    make_item(serial="S1", software_version="VB10")
    seen(serial="S1", software_version="VB20")

    seen(serial="S1", software_version="VB30", last_seen=tomorrow())

    assert [one.value for one in Suggestion.objects.waiting()] == ["VB30"]


def test_a_device_that_was_written_down_meanwhile_waits_no_longer():
    one = seen(serial="S1")
    make_item(serial="S1")

    suggest_what_was_seen()

    assert not Suggestion.objects.filter(pk=one.pk).exists()


def test_what_was_refused_stays_refused_when_a_newer_version_comes(manager):
    make_item(serial="S1", software_version="VB10")
    one = seen(serial="S1", software_version="VB20")
    suggesting.refuse(one, by=manager)

    seen(serial="S1", software_version="VB30", last_seen=tomorrow())

    assert state_of(one) == SuggestionState.REFUSED
