"""The rule of a competency that only lists its kinds of evidence."""

from collections.abc import Sequence
from typing import Any, Final

QUIZ, PRACTICAL, OBSERVED, TICKETS = "K", "P", "O", "T"
TICKETS_ENOUGH: Final = 3
A_YEAR: Final = 365


def default_rule(listed: Sequence[str]) -> dict[str, Any]:
    """Aware (“can describe it”): a quiz or a practical. Supervised: a practical (after
    the quiz, where both are listed) or confirmed tickets, if listed. Alone, and
    expert: somebody saw it. What was observed at a level is enough for it."""
    return {
        "levels": {
            "1": {"any": [_graded("quiz", 1), _graded("practical", 1), _observed(1)]},
            "2": {"any": [*_supervised(listed), _observed(2)]},
            "3": _observed(3),
            "4": _observed(4),
        }
    }


def _observed(level: int) -> dict[str, Any]:
    return {"kind": "observation", "level": level}


def _graded(kind: str, level: int) -> dict[str, Any]:
    return {"kind": kind, "level": level}


def _supervised(listed: Sequence[str]) -> list[dict[str, Any]]:
    ways: list[dict[str, Any]] = []
    practical = _graded("practical", 2)
    if PRACTICAL in listed and QUIZ in listed:
        ways.append({"all": [_graded("quiz", 1), practical]})
    elif PRACTICAL in listed:
        ways.append(practical)
    if TICKETS in listed:
        ways.append(
            {
                "kind": "ticket",
                "level": 2,
                "count": TICKETS_ENOUGH,
                "within_days": A_YEAR,
            }
        )
    return ways
