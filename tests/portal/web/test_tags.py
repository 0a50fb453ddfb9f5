"""State is told by shape and word; time in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from portal.web import words

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def drawn(text, **context):
    return Template("{% load rr %}" + text).render(Context(context))


def test_a_shape_is_never_without_its_word():
    html = drawn('{% shape "grace" %}')

    assert "#grace" in html
    assert "rr-warn" in html
    assert '<span class="visually-hidden">In grace</span>' in html


def test_a_shape_beside_its_word_does_not_say_it_twice():
    assert "visually-hidden" not in drawn('{% shape "met" "" %}')


@pytest.mark.parametrize(
    ("minutes", "said", "tone"),
    [
        (38, "38 min left", "rr-warn"),
        (90, "1 h 30 min left", ""),
        (-12, "12 min over", "rr-alarm"),
        (60 * 30, "30 h left", ""),
        (-60 * 24 * 3, "3 days over", "rr-alarm"),
    ],
)
def test_a_clock_says_what_is_left_or_over(minutes, said, tone):
    due = NOW + timedelta(minutes=minutes)

    html = drawn("{% clock due now=now %}", due=due, now=NOW)

    assert said in html
    assert tone in html


def test_the_last_quarter_of_a_long_clock_is_marked():
    start, due = NOW - timedelta(hours=30), NOW + timedelta(hours=9)

    html = drawn("{% clock due now=now start=start %}", due=due, now=NOW, start=start)

    assert "rr-warn" in html


def test_a_held_clock_says_until_when_and_why():
    until = NOW + timedelta(hours=5)

    html = drawn(
        '{% clock due now=now held=True until=until reason="part ordered" %}',
        due=NOW,
        now=NOW,
        until=until,
    )

    assert "Held until today 14:00, part ordered" in html
    assert "#paused" in html


def test_what_was_settled_late_says_by_how_much():
    html = drawn(
        "{% clock due now=now done=done %}",
        due=NOW,
        now=NOW,
        done=NOW + timedelta(minutes=20),
    )

    assert "20 min over" in html


def test_no_due_time_shows_no_clock():
    assert drawn("{% clock due %}", due=None) == ""


def test_a_time_is_in_the_zone_of_its_reader():
    with timezone.override("Asia/Tokyo"):
        html = drawn("{% when at %}", at=NOW)

    assert "18:00" in html
    assert 'datetime="2026-11-24T18:00:00+09:00"' in html


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=3), "3 min ago"),
        (timedelta(hours=2), "today 07:00"),
        (timedelta(days=1), "yesterday 09:00"),
        (timedelta(days=20), "4 Nov 09:00"),
        (timedelta(days=400), "20 Oct 2025 09:00"),
    ],
)
def test_the_past_is_said_as_people_say_it(back, said):
    assert words.ago(NOW - back, NOW) == said


def test_a_day_names_its_year_only_when_it_is_another():
    assert words.day(date(2026, 12, 3), date(2026, 11, 24)) == "3 Dec"
    assert words.day(date(2027, 2, 14), date(2026, 11, 24)) == "14 Feb 2027"


def test_a_label_cannot_smuggle_markup():
    assert "&lt;b&gt;" in drawn("{% badge label %}", label="<b>")


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/150 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Edg/150", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; Mac OS X) Version/18 Safari/604", "Safari on iPhone"),
        ("curl/8", "Unknown browser"),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent, said):
    assert words.browser(agent) == said
