"""What a person holds today and how it stands against what is asked. No Django."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

SOON_DAYS: Final = 30


class State(StrEnum):
    """The values are the names of their shapes."""

    MET = "met"
    SOON = "soon"
    GRACE = "grace"
    LAPSED = "lapsed"
    NEVER = "never"
    LATER = "later"
    WAIVED = "waived"


GAPS: Final = frozenset({State.LAPSED, State.NEVER})
# What has to be done first stands first.
URGENCY: Final = {
    State.LAPSED: 0,
    State.NEVER: 1,
    State.GRACE: 2,
    State.SOON: 3,
    State.LATER: 4,
    State.WAIVED: 5,
    State.MET: 6,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The newest assessment that was not taken back; a later lower one wins.
    `before` is the level that stood until it was made."""

    level: int
    valid_until: date
    before: int = 0
    key: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The requirement, and the day by which a newcomer must have met it."""

    level: int
    due_on: date | None = None
    critical: bool = False


def held_level(decision: Decision | None, on: date) -> int:
    """The last day of validity still counts."""
    if decision is None or on > decision.valid_until:
        return 0
    return decision.level


def state_of(
    asked: Asked,
    decision: Decision | None,
    *,
    on: date,
    grace_days: int = 0,
    waived: bool = False,
) -> State:
    held = held_level(decision, on)
    if held and held >= asked.level and decision:
        soon = decision.valid_until - on <= timedelta(days=SOON_DAYS)
        return State.SOON if soon else State.MET
    if waived:
        return State.WAIVED
    if asked.due_on and on <= asked.due_on:
        soon = asked.due_on - on <= timedelta(days=SOON_DAYS)
        return State.SOON if soon else State.LATER
    return _behind(asked, decision, on, grace_days)


def most_urgent(
    asked: Sequence[Asked],
    decision: Decision | None,
    *,
    on: date,
    grace_days: int,
    waived: bool,
) -> tuple[State, Asked]:
    """Of what several roles ask, the one that needs doing first; a gap is critical
    when any of them says so."""
    states = [
        (state_of(one, decision, on=on, grace_days=grace_days, waived=waived), one)
        for one in asked
    ]
    state, first = min(states, key=lambda pair: (URGENCY[pair[0]], -pair[1].level))
    if state in GAPS:
        critical = any(one.critical for found, one in states if found in GAPS)
        first = replace(first, critical=critical)
    return state, first


def _behind(
    asked: Asked, decision: Decision | None, on: date, grace_days: int
) -> State:
    """Not held, and it should be."""
    if decision and decision.level >= asked.level:
        grace_ends = decision.valid_until + timedelta(days=grace_days)
        return State.GRACE if on <= grace_ends else State.LAPSED
    if decision and decision.before >= asked.level:
        return State.LAPSED
    return State.NEVER


def valid_until(since: date, months: int) -> date:
    """The same day so many months on; 31 August and six months is 28 February."""
    years, month = divmod(since.month - 1 + months, 12)
    year, month = since.year + years, month + 1
    day = min(since.day, calendar.monthrange(year, month)[1])
    return date(year, month, day)
