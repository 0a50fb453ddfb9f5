"""The kinds of exercise, each in a module of its own: how it is written, drawn for
one learner, answered and graded. What a value is worth is said in `grading`."""

from courses.assessment.kinds.base import (
    Drawn,
    Graded,
    Key,
    Kind,
    Sheet,
    Written,
    json_of,
)
from courses.assessment.kinds.mark import Mark

_ALL: tuple[Kind, ...] = (Mark(),)
KINDS = {kind.code: kind for kind in _ALL}


def kind_of(code: str) -> Kind:
    return KINDS[code]


__all__ = [
    "KINDS",
    "Drawn",
    "Graded",
    "Key",
    "Kind",
    "Sheet",
    "Written",
    "json_of",
    "kind_of",
]
