"""A calendar's week in few words: days with the same hours stand together."""

from itertools import groupby

from tickets.sla.hours import write_day
from tickets.sla.models import BusinessCalendar, Weekday


def week_of(calendar: BusinessCalendar) -> list[tuple[str, str]]:
    """[("Monday to Friday", "08:00-12:00, 12:30-17:00"), ("Saturday …", "")]"""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for one in calendar.intervals.all():
        by_day.setdefault(one.weekday, []).append((one.opens, one.closes))
    told = []
    days = ((day, write_day(by_day.get(day, []))) for day in Weekday)
    for text, group in groupby(days, key=lambda pair: pair[1]):
        run = [day for day, _text in group]
        told.append((_run(run), text))
    return told


def _run(days: list[Weekday]) -> str:
    first, last = str(days[0].label), str(days[-1].label)
    return first if len(days) == 1 else f"{first} \u2013 {last}"
