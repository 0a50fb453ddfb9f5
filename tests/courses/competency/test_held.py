"""The seven states and their boundary days: no database, no clock."""

from datetime import date, timedelta

import pytest

from courses.competency.held import (
    Asked,
    Decision,
    State,
    held_level,
    state_of,
    valid_until,
)

TODAY = date(2026, 11, 24)
LONG_AGO = TODAY - timedelta(days=500)


def days(n):
    return TODAY + timedelta(days=n)


def test_the_last_day_of_validity_still_counts_and_the_next_does_not():
    decision = Decision(3, valid_until=TODAY)

    assert held_level(decision, TODAY) == 3
    assert held_level(decision, days(1)) == 0


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (None, State.NEVER),
        (Decision(3, days(31)), State.MET),
        (Decision(3, days(30)), State.SOON),
        (Decision(3, TODAY), State.SOON),
        (Decision(3, days(-1)), State.GRACE),
        (Decision(3, days(-14)), State.GRACE),
        (Decision(3, days(-15)), State.LAPSED),
        (Decision(2, days(300)), State.NEVER),
        (Decision(2, days(-1)), State.NEVER),
        (Decision(2, days(300), before=3), State.LAPSED),
        (Decision(4, days(300)), State.MET),
    ],
)
def test_level_3_is_asked_and_overdue(decision, state):
    asked = Asked(3, due_on=LONG_AGO)

    assert state_of(asked, decision, on=TODAY, grace_days=14) == state


@pytest.mark.parametrize(
    ("due_in", "state"),
    [(31, State.LATER), (30, State.SOON), (0, State.SOON), (-1, State.NEVER)],
)
def test_a_newcomer_has_until_the_due_day(due_in, state):
    assert state_of(Asked(2, days(due_in)), None, on=TODAY) == state


def test_a_waiver_covers_a_gap_and_hides_nothing_that_is_met():
    asked = Asked(2, due_on=LONG_AGO)

    assert state_of(asked, None, on=TODAY, waived=True) == State.WAIVED
    met = state_of(asked, Decision(2, days(99)), on=TODAY, waived=True)
    assert met == State.MET


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_validity_ends_on_the_same_day_of_the_month(since, months, until):
    assert valid_until(since, months) == until
