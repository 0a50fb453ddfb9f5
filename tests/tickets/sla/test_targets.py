from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from tests.makers.inventory import make_item
from tests.makers.sla import make_calendar, make_level
from tickets.sla.models import Holiday, OpeningInterval, PriorityRule, ServiceLevel
from tickets.sla.targets import hours_of, level_for, priority_for, targets_for

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def test_a_hospital_starts_with_promises_for_every_priority():
    assert set(ServiceLevel.objects.values_list("priority", flat=True)) == {1, 2, 3, 4}
    assert PriorityRule.objects.count() == 9
    assert priority_for(1, 1) == 1
    assert priority_for(3, 3) == 4


def test_a_patient_on_the_table_is_never_a_low_priority():
    assert {priority_for(impact, 1) for impact in (1, 2, 3)} <= {1, 2}


def test_more_impact_or_more_urgency_never_lowers_a_priority():
    for impact in (1, 2, 3):
        row = [priority_for(impact, urgency) for urgency in (1, 2, 3)]
        column = [priority_for(urgency, impact) for urgency in (1, 2, 3)]
        assert row == sorted(row)
        assert column == sorted(column)


def test_targets_count_in_the_hours_of_the_promise():
    make_level(priority=3, response_minutes=120, resolution_minutes=510)

    respond_by, due_at = targets_for(3, make_item(tier=3), TUESDAY)

    assert respond_by == datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert due_at == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def test_the_promise_for_a_tier_goes_before_the_general_one():
    always = make_calendar(round_the_clock=True, days=())
    make_level(priority=2, resolution_minutes=480)
    special = make_level(priority=2, tier=1, resolution_minutes=60, calendar=always)

    assert level_for(2, make_item(tier=1)) == special
    assert level_for(2, make_item(tier=2)) != special
    assert level_for(2, None) != special


def test_nothing_is_due_where_nothing_is_promised():
    ServiceLevel.objects.all().delete()

    assert targets_for(1, make_item(), TUESDAY) == (None, None)


def test_a_desk_that_never_opens_promises_nothing():
    make_level(priority=4, calendar=make_calendar(days=()))

    assert targets_for(4, make_item(), TUESDAY) == (None, None)


def test_a_hold_moves_the_solution_and_not_the_first_answer():
    make_level(priority=3)
    held = (TUESDAY, datetime(2026, 11, 24, 14, 0, tzinfo=UTC))

    plain, moved = (
        targets_for(3, make_item(), TUESDAY, holds=holds) for holds in ([], [held])
    )

    assert plain[0] == moved[0]
    assert (plain[1], moved[1]) == (
        datetime(2026, 11, 24, 15, 30, tzinfo=UTC),
        datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
    )


def test_the_hours_of_a_calendar_are_read_with_zone_and_holidays():
    calendar = make_calendar(time_zone="Europe/Berlin", days=(0,))
    Holiday.objects.create(calendar=calendar, on=date(2026, 12, 25), name="Christmas")

    hours = hours_of(calendar)

    assert str(hours.zone) == "Europe/Berlin"
    assert hours.week == {0: [(480, 720), (750, 1020)]}
    assert hours.holidays == {date(2026, 12, 25)}


def test_targets_cost_three_queries(django_assert_num_queries):
    make_level(priority=3)
    item = make_item()

    with django_assert_num_queries(3):
        targets_for(3, item, TUESDAY)


def test_intervals_of_a_day_do_not_overlap():
    calendar = make_calendar(days=(0,))

    with pytest.raises(IntegrityError, match="do_not_overlap"):
        OpeningInterval.objects.create(
            calendar=calendar, weekday=0, opens=700, closes=760
        )


def test_an_answer_is_not_promised_later_than_the_solution():
    with pytest.raises(IntegrityError, match="no_later_than_the_solution"):
        make_level(response_minutes=500, resolution_minutes=60)
