from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.sla.clock import ALWAYS, NeverOpen, WorkingHours, due, elapsed

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = ((8 * 60, 12 * 60), (12 * 60 + 30, 17 * 60))
WEEK = dict.fromkeys(range(5), OFFICE)
HOURS = WorkingHours(BERLIN, WEEK)


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[misc,arg-type]


def test_a_promise_rests_over_lunch():
    assert due(berlin(2026, 11, 24, 11, 0), 120, HOURS) == berlin(2026, 11, 24, 13, 30)


def test_what_is_reported_at_night_counts_from_the_morning():
    assert due(berlin(2026, 11, 24, 3, 0), 60, HOURS) == berlin(2026, 11, 24, 9, 0)


def test_a_promise_made_on_friday_evening_falls_on_monday():
    assert due(berlin(2026, 11, 27, 16, 30), 60, HOURS) == berlin(2026, 11, 30, 8, 30)


def test_a_promise_may_end_with_the_last_minute_of_the_day():
    assert due(berlin(2026, 11, 24, 16, 0), 60, HOURS) == berlin(2026, 11, 24, 17, 0)


def test_a_holiday_does_not_count():
    hours = WorkingHours(BERLIN, WEEK, frozenset({date(2026, 12, 25)}))

    assert due(berlin(2026, 12, 24, 16, 0), 120, hours) == berlin(2026, 12, 28, 9, 0)


def test_day_and_night_counts_every_minute():
    assert due(berlin(2026, 12, 25, 23, 0), 240, ALWAYS) == berlin(2026, 12, 26, 3, 0)


def test_a_hold_moves_the_moment_by_the_working_time_that_it_covers():
    start = berlin(2026, 11, 24, 8, 0)
    over_lunch = (berlin(2026, 11, 24, 11, 0), berlin(2026, 11, 24, 13, 0))

    moved = due(start, 300, HOURS, [over_lunch])

    assert due(start, 300, HOURS) == berlin(2026, 11, 24, 13, 30)
    assert moved == berlin(2026, 11, 24, 15, 0)


def test_holds_that_overlap_count_once():
    first = (berlin(2026, 11, 24, 9, 0), berlin(2026, 11, 24, 10, 0))
    second = (berlin(2026, 11, 24, 9, 30), berlin(2026, 11, 24, 10, 30))

    moved = due(berlin(2026, 11, 24, 8, 0), 60, HOURS, [second, first])
    later = due(berlin(2026, 11, 24, 8, 0), 90, HOURS, [second, first])

    assert moved == berlin(2026, 11, 24, 9, 0)
    assert later == berlin(2026, 11, 24, 11, 0)


def test_a_hold_may_run_for_years():
    held = (berlin(2026, 11, 24, 8, 30), berlin(2032, 11, 24, 8, 30))

    assert due(berlin(2026, 11, 24, 8, 0), 60, HOURS, [held]).year == 2032


NIGHT = WorkingHours(BERLIN, dict.fromkeys(range(7), ((0, 6 * 60),)))


def test_the_night_that_loses_an_hour_gives_one_less():
    midnight = berlin(2026, 3, 29, 0, 0)

    assert elapsed(midnight, berlin(2026, 3, 29, 6, 0), NIGHT) == timedelta(hours=5)
    assert due(midnight, 180, NIGHT) == berlin(2026, 3, 29, 4, 0)


def test_the_night_that_gains_an_hour_gives_one_more():
    midnight = berlin(2026, 10, 25, 0, 0)

    assert elapsed(midnight, berlin(2026, 10, 25, 6, 0), NIGHT) == timedelta(hours=7)
    assert due(midnight, 180, NIGHT) == datetime(2026, 10, 25, 1, 0, tzinfo=UTC)


def test_an_opening_that_the_clock_leaps_over_begins_at_the_leap():
    hours = WorkingHours(BERLIN, dict.fromkeys(range(7), ((150, 240),)))

    assert due(berlin(2026, 3, 29, 0, 0), 1, hours) == datetime(
        2026, 3, 29, 1, 1, tzinfo=UTC
    )
    assert elapsed(
        berlin(2026, 3, 29, 0, 0), berlin(2026, 3, 29, 6, 0), hours
    ) == timedelta(hours=1)


def test_a_zone_whose_midnight_is_missing_still_opens_that_day():
    hours = WorkingHours(
        ZoneInfo("America/Santiago"), dict.fromkeys(range(7), ((0, 1440),))
    )
    day = datetime(2026, 9, 5, 12, 0, tzinfo=UTC)

    assert due(day, 24 * 60, hours) == day + timedelta(days=1)


def test_a_calendar_without_hours_says_so():
    with pytest.raises(NeverOpen):
        due(berlin(2026, 11, 24, 8, 0), 1, WorkingHours(BERLIN, {}))


zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
).map(ZoneInfo)
moments = st.integers(0, 3 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    edges = draw(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingHours:
    if draw(st.integers(0, 9)) == 0:
        return ALWAYS
    week = {draw(st.integers(0, 6)): draw(intervals()) for _day in range(3)}
    off = draw(
        st.frozensets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=5)
    )
    return WorkingHours(draw(zones), week, off)


@st.composite
def holds(draw: st.DrawFn) -> list[tuple[datetime, datetime]]:
    starts = draw(st.lists(moments, max_size=4))
    return [(at, at + timedelta(minutes=draw(st.integers(0, 5_000)))) for at in starts]


def by_counting(start, end, hours, held) -> int:
    """The slow truth: ask of every single minute whether the clock runs."""
    return sum(
        1
        for n in range(int((end - start) / timedelta(minutes=1)))
        if _runs(start + timedelta(minutes=n), hours, held)
    )


def _runs(at, hours, held) -> bool:
    if any(a <= at < b for a, b in held):
        return False
    if hours.round_the_clock:
        return True
    here = at.astimezone(hours.zone)
    if here.date() in hours.holidays:
        return False
    minute = here.hour * 60 + here.minute
    return any(a <= minute < b for a, b in hours.week.get(here.weekday(), ()))


whole = moments.map(lambda at: at.replace(second=0))
# The two nights a year with an hour twice or not at all have tests of their own.
steady = st.builds(
    lambda hours: (
        hours
        if hours.round_the_clock
        else WorkingHours(ZoneInfo("Asia/Kolkata"), hours.week, hours.holidays)
    ),
    calendars(),
)


@given(whole, st.integers(0, 3_000), steady, holds())
@settings(max_examples=80, deadline=None)
def test_working_time_is_what_counting_each_minute_gives(start, length, hours, held):
    held = [(a.replace(second=0), b.replace(second=0)) for a, b in held]
    end = start + timedelta(minutes=length)

    worked = elapsed(start, end, hours, held)

    assert worked == timedelta(minutes=by_counting(start, end, hours, held))


@given(moments, st.integers(1, 2_000), calendars(), holds())
@settings(max_examples=150, deadline=None)
def test_due_is_the_first_moment_at_which_the_promised_minutes_have_passed(
    start, minutes, hours, held
):
    moment = due(start, minutes, hours, held)

    assert elapsed(start, moment, hours, held) == timedelta(minutes=minutes)
    just_before = moment - timedelta(seconds=1)
    assert elapsed(start, just_before, hours, held) < timedelta(minutes=minutes)


@given(moments, st.integers(0, 1_500), st.integers(0, 1_500), calendars())
@settings(max_examples=100, deadline=None)
def test_a_longer_promise_never_falls_due_earlier(start, less, more, hours):
    less, more = sorted((less, more))

    assert due(start, less, hours) <= due(start, more, hours)


@given(moments, moments, moments, calendars(), holds())
@settings(max_examples=100, deadline=None)
def test_working_time_adds_up(a, b, c, hours, held):
    a, b, c = sorted((a, b, c))

    whole = elapsed(a, c, hours, held)

    assert whole == elapsed(a, b, hours, held) + elapsed(b, c, hours, held)
