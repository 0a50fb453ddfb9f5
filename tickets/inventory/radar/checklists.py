"""Checklists as people type them, and what a filled-in one says. Plain Python.

A line is a step: what to do, and after bars what is written down.

    Clean the detector
    White luminance | number | cd/m² | 350 | 500
    Serial of the phantom | text
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

KINDS: Final = ("tick", "number", "text")
MOST_STEPS: Final = 60
LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class Step:
    code: str
    says: str
    kind: str = "tick"
    unit: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def limits(self) -> str:
        """ "350 to 500 cd/m²", "at least 350 cd/m²"."""
        low, high = _short(self.low), _short(self.high)
        unit = f" {self.unit}" if self.unit else ""
        if low and high:
            return f"{low} to {high}{unit}"
        if low or high:
            return f"at {'least' if low else 'most'} {low or high}{unit}"
        return self.unit

    def is_outside(self, value: float) -> bool:
        return (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        )


class UnreadableError(ValueError):
    """A line that is no step; `number` counts from 1."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.number, self.why = number, why


def read(text: str) -> list[Step]:
    """Raises `UnreadableError` for the first line that is none."""
    lines = [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    if not lines:
        raise UnreadableError(1, "Write at least one step.")
    if len(lines) > MOST_STEPS:
        raise UnreadableError(lines[MOST_STEPS][0], f"At most {MOST_STEPS} steps.")
    return [
        _step(number, place, line)
        for place, (number, line) in enumerate(lines, start=1)
    ]


def typed(steps: Sequence[Step]) -> str:
    """The text that `read` makes these steps of."""
    return "\n".join(_line(step) for step in steps)


def stored(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [asdict(step) for step in steps]


def kept(rows: Sequence[Mapping[str, Any]]) -> list[Step]:
    return [Step(**row) for row in rows]


def amiss(steps: Sequence[Step], answers: Mapping[str, Any]) -> list[Step]:
    """Steps that were not done, or whose number lies outside its limits."""
    return [step for step in steps if _is_amiss(step, answers.get(step.code))]


def _is_amiss(step: Step, value: Any) -> bool:
    if step.kind == "tick":
        return not value
    if step.kind == "number":
        return value is None or step.is_outside(float(value))
    return not value


def _step(number: int, place: int, line: str) -> Step:
    says, kind, unit, low, high = _cells(number, line)
    if len(says) > LONGEST or not says:
        raise UnreadableError(number, f"Say in 1 to {LONGEST} characters what to do.")
    kind = kind or "tick"
    if kind not in KINDS:
        raise UnreadableError(number, f"“{kind}” is none of tick, number, text.")
    least, most = _number(number, low), _number(number, high)
    if least is not None and most is not None and least > most:
        raise UnreadableError(number, "The lower limit is above the upper one.")
    return Step(f"s{place}", says, kind, unit, least, most)


def _cells(number: int, line: str) -> list[str]:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) > 5:
        raise UnreadableError(number, "At most: step | kind | unit | lowest | highest.")
    return cells + [""] * (5 - len(cells))


def _number(number: int, cell: str) -> float | None:
    if not cell:
        return None
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        raise UnreadableError(number, f"“{cell}” is no number.") from None


def _line(step: Step) -> str:
    if step.kind == "tick":
        return step.says
    cells = [step.says, step.kind, step.unit, _short(step.low), _short(step.high)]
    while not cells[-1]:
        cells.pop()
    return " | ".join(cells)


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
