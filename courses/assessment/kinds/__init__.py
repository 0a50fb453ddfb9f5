"""The kinds of exercise, each in a module of its own: how it is written, drawn for
one learner, answered and graded. What a value is worth is said in `grading`."""

from courses.assessment.kinds.anomaly import Anomaly
from courses.assessment.kinds.base import (
    Drawn,
    Graded,
    Key,
    Kind,
    Sheet,
    Written,
    json_of,
)
from courses.assessment.kinds.critical import Critical
from courses.assessment.kinds.deidentify import Deidentify
from courses.assessment.kinds.hanging import Hanging
from courses.assessment.kinds.header_reading import HeaderReading
from courses.assessment.kinds.header_repair import HeaderRepair
from courses.assessment.kinds.mark import Mark
from courses.assessment.kinds.measure import Measure
from courses.assessment.kinds.reject import Reject
from courses.assessment.kinds.side_marker import SideMarker
from courses.assessment.kinds.sorting import Sorting
from courses.assessment.kinds.windowing import Windowing

_ALL: tuple[Kind, ...] = (
    Mark(),
    Measure(),
    Windowing(),
    SideMarker(),
    Reject(),
    Critical(),
    Hanging(),
    HeaderRepair(),
    HeaderReading(),
    Anomaly(),
    Sorting(),
    Deidentify(),
)
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
