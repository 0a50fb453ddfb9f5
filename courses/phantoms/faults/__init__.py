"""Clean studies become broken ones, from a seed, and the key says exactly how."""

from courses.phantoms.faults import describing, grouping, identity  # enter the faults
from courses.phantoms.faults.anomalies import KINDS, MOVES, Anomaly, anomalies
from courses.phantoms.faults.bench import CannotBreak
from courses.phantoms.faults.breaking import (
    CATALOGUE,
    Broken,
    Fault,
    Needs,
    fitting,
    inject,
)
from courses.phantoms.faults.worklist import orders

__all__ = [
    "CATALOGUE",
    "KINDS",
    "MOVES",
    "Anomaly",
    "Broken",
    "CannotBreak",
    "Fault",
    "Needs",
    "anomalies",
    "describing",
    "fitting",
    "grouping",
    "identity",
    "inject",
    "orders",
]
