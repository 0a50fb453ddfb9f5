from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from portal.people.models import Role
from tests.makers.inventory import (
    make_advisory,
    make_asset_manager,
    make_contract,
    make_duty,
    make_item,
)
from tests.makers.people import make_facility, make_user
from tickets.inventory.models import (
    ConfigurationItem,
    Finding,
    Lifecycle,
    NetworkConnection,
)
from tickets.inventory.radar import calendar, dates, watching

pytestmark = pytest.mark.django_db
RADAR = reverse("inventory:radar")


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def one_of_each() -> ConfigurationItem:
    item = make_item(
        name="CT 1",
        tier=1,
        warranty_ends_on=in_days(5),
        support_ends_on=in_days(15),
        os_ends_on=in_days(25),
        end_of_life_on=in_days(35),
        contract=make_contract(ends_on=in_days(45)),
    )
    NetworkConnection.objects.create(
        item=item, host="ct1", port=2762, certificate_ends_on=in_days(10)
    )
    make_duty(item=item, next_on=in_days(20))
    make_advisory(act_by=in_days(30))
    return item


def kinds_of(found: list[dates.Line]) -> list[str]:
    return [one.kind for one in found]


def test_every_kind_of_date_stands_on_the_radar_the_nearest_first(today):
    one_of_each()

    found = dates.lines(dates.Asked.around(today))

    assert kinds_of(found) == [
        *("warranty", "certificate", "support", "physics"),
        *("os", "advisory", "end_of_life", "contract"),
    ]


def test_what_is_retired_off_or_a_hundred_days_away_is_not_there(today):
    make_item(warranty_ends_on=in_days(91))
    make_item(warranty_ends_on=in_days(-366))
    make_item(warranty_ends_on=in_days(5), lifecycle=Lifecycle.RETIRED)
    make_duty(is_on=False)
    make_duty(item=make_item(lifecycle=Lifecycle.PLANNED))

    assert dates.lines(dates.Asked.around(today)) == []


def test_a_contract_is_one_line_under_the_item_that_matters_most(today):
    contract = make_contract(ends_on=in_days(9))
    make_item(name="Display", tier=4, contract=contract)
    make_item(name="PACS", tier=1, contract=contract)

    (line,) = dates.lines(dates.Asked.around(today))

    assert (line.item.name, line.more) == ("PACS", 1)


def test_the_radar_is_narrowed_to_a_facility_and_a_kind(today):
    harbour = make_facility()
    make_item(facility=harbour, warranty_ends_on=in_days(3), support_ends_on=in_days(4))
    make_item(warranty_ends_on=in_days(3))

    here = dates.Asked.around(today, facility=harbour.code)
    warranties = dates.Asked.around(today, kind="warranty")

    assert kinds_of(dates.lines(here)) == ["warranty", "support"]
    assert kinds_of(dates.lines(warranties)) == ["warranty", "warranty"]


def test_each_date_opens_its_finding_once_and_in_time(today):
    one_of_each()

    first, again = watching.watch(today), watching.watch(today)

    keys = {key.split(":")[0] for key in Finding.objects.values_list("key", flat=True)}
    assert keys == {
        *("warranty", "certificate", "support", "os", "end_of_life", "contract"),
    }, "the test in 20 days has its ticket 14 days before"
    assert (first, again) == (6, 0)
    assert watching.watch(today + timedelta(days=6)) == 1


def test_a_date_that_was_settled_by_hand_opens_no_second_finding(today):
    make_item(warranty_ends_on=in_days(5))
    watching.watch(today)
    Finding.objects.update(cleared_at=timezone.now())

    assert watching.watch(today) == 0


def test_a_renewed_contract_clears_its_finding_and_next_year_has_its_own(today):
    contract = make_contract(ends_on=in_days(20))
    make_item(contract=contract)
    watching.watch(today)

    contract.ends_on = in_days(385)
    contract.save()
    watching.watch(today)

    assert Finding.objects.open().count() == 0
    assert watching.watch(today + timedelta(days=360)) == 1


def test_a_finding_stays_open_when_its_day_is_long_past(today):
    make_item(support_ends_on=in_days(5))
    watching.watch(today)

    watching.watch(today + timedelta(days=400))

    assert Finding.objects.open().count() == 1


def test_what_was_long_over_before_it_was_written_down_opens_nothing(today):
    make_item(support_ends_on=in_days(-40))

    assert watching.watch(today) == 0


def test_what_is_done_every_morning_opens_no_ticket(today):
    make_duty(every_days=1, next_on=today, lead_days=None)

    assert watching.watch(today) == 0


def test_the_page_asks_the_same_number_of_queries_for_3_and_for_30(
    client, django_assert_max_num_queries
):
    client.force_login(make_asset_manager())
    counts = []
    for n in (3, 30):
        for _one in range(n):
            one_of_each()
        with django_assert_max_num_queries(12) as caught:
            response = client.get(RADAR)
        counts.append(len(caught))
        assert response.status_code == 200

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ([], 403),
        ([Role.EDUCATOR], 403),
        ([Role.AGENT], 200),
        ([Role.LEAD], 200),
        ([Role.AUDITOR], 200),
        ([Role.ASSET_MANAGER], 200),
    ],
)
def test_who_mends_or_answers_for_items_reads_the_radar(client, roles, status):
    client.force_login(make_user(*roles))

    assert client.get(RADAR).status_code == status


def test_a_calendar_program_reads_the_dates_without_signing_in(client):
    manager, item = make_asset_manager(), one_of_each()

    response = client.get(calendar.address_for(manager).split("testserver")[-1])

    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert len(events) == 8
    first = next(one for one in events if one["SUMMARY"].startswith("Warranty"))
    assert first.decoded("DTSTART") == in_days(5)
    assert str(first["LOCATION"]) == item.place


def test_the_calendars_address_dies_with_password_role_and_account(client):
    manager = make_asset_manager()
    signed = calendar.address_for(manager).rsplit("/", 1)[-1].removesuffix(".ics")
    assert calendar.reader_of(signed) == manager

    assert calendar.reader_of(f"{signed}x") is None
    manager.roles = []
    manager.save()
    assert calendar.reader_of(signed) is None
    manager.roles = [Role.LEAD]
    manager.set_password("another long one")
    manager.save()
    assert calendar.reader_of(signed) is None
    assert (
        client.get(reverse("inventory:radar_calendar", args=[signed])).status_code
        == 404
    )
