from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.sla.hours import (
    Overlapping,
    Unreadable,
    read_day,
    read_holidays,
    write_day,
)


def test_a_day_with_a_lunch_is_read_and_written():
    assert read_day("12:30-17:00, 8:00 - 12:00") == [(480, 720), (750, 1020)]
    assert write_day([(480, 720), (750, 1020)]) == "08:00-12:00, 12:30-17:00"


@pytest.mark.parametrize("text", ["", " ", "-", "Closed"])
def test_a_day_may_be_closed(text):
    assert read_day(text) == []


def test_a_day_may_last_until_midnight():
    assert read_day("00:00-24:00") == [(0, 1440)]


@pytest.mark.parametrize("text", ["8-12", "08:00", "08:75-09:00", "08:00-24:01", "x"])
def test_what_is_no_time_span_is_said_to_be_none(text):
    with pytest.raises(Unreadable):
        read_day(text)


@pytest.mark.parametrize(
    "text", ["08:00-12:00, 11:00-13:00", "17:00-08:00", "08:00-08:00"]
)
def test_a_day_does_not_overlap_itself(text):
    with pytest.raises(Overlapping):
        read_day(text)


@given(st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True))
def test_what_is_written_reads_back_the_same(edges):
    edges = sorted(edges)[: len(edges) // 2 * 2]
    intervals = list(zip(edges[::2], edges[1::2], strict=True))

    assert read_day(write_day(intervals)) == intervals


def test_holidays_are_read_one_a_line_in_order():
    text = "2026-12-26 Boxing Day\n\n 2026-12-25 Christmas Day \n2027-01-01"

    assert read_holidays(text) == [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 26), "Boxing Day"),
        (date(2027, 1, 1), "2027-01-01"),
    ]


def test_a_line_without_a_day_is_named():
    with pytest.raises(Unreadable, match="Easter"):
        read_holidays("Easter 2027-03-28")
