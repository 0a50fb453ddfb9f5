"""Critical finding: what it is, how urgent, whom to tell, how soon, and in what time.

Each part is worth its weight. Finding and person are right or wrong; an urgency that is
called too high is worth half, one that is called too low nothing; so is a message later
than the urgency allows. The time is worth its full weight up to `calm` seconds and
falls in a straight line to nothing at `late`. Critical parts must be right for a pass,
whatever the total: the finding, the person, and neither urgency nor message too low."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

VERSION: Final = "critical/1"
# From the least to the most urgent; and how soon somebody is told, the same way.
ACUITY: Final = ("none", "days", "hours", "minutes")
SOON: Final = ("report", "day", "hour", "now")
WEIGHTS: Final[Mapping[str, float]] = {
    "finding": 0.35,
    "acuity": 0.25,
    "tell": 0.2,
    "soon": 0.1,
    "time": 0.1,
}


@dataclass(frozen=True, slots=True)
class Right:
    findings: Collection[str]
    acuity: str
    tell: Collection[str]
    soon: str
    calm: float
    late: float


@dataclass(frozen=True, slots=True)
class Said:
    finding: str = ""
    acuity: str = ""
    tell: str = ""
    soon: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """`says`: right, wrong, over, under."""

    name: str
    worth: float
    weight: float
    says: str
    failed: bool  # a critical part that is not right


@dataclass(frozen=True, slots=True)
class Decided:
    parts: list[Part]
    score: float
    passed: bool


def decide(right: Right, said: Said, *, pass_mark: float) -> Decided:
    parts = [
        _picked("finding", said.finding, right.findings),
        _ordered("acuity", said.acuity, right.acuity, ACUITY),
        _picked("tell", said.tell, right.tell),
        _ordered("soon", said.soon, right.soon, SOON),
        _timed(said.seconds, right),
    ]
    score = round(sum(part.worth * part.weight for part in parts), 4)
    is_safe = not any(part.failed for part in parts)
    return Decided(parts, score, is_safe and score >= pass_mark)


def _picked(name: str, picked: str, right: Collection[str]) -> Part:
    is_right = picked in right
    says = "right" if is_right else "wrong"
    return Part(name, float(is_right), WEIGHTS[name], says, failed=not is_right)


def _ordered(name: str, picked: str, right: str, scale: Collection[str]) -> Part:
    """What was not answered is the same as too low."""
    levels = {word: n for n, word in enumerate(scale)}
    over = levels.get(picked, -1) - levels[right]
    worth, says = (1.0, "right") if over == 0 else (0.5, "over")
    if over < 0:
        worth, says = 0.0, "under"
    return Part(name, worth, WEIGHTS[name], says, failed=over < 0)


def _timed(seconds: float | None, right: Right) -> Part:
    """By the server's clock; where it was never read, nothing is held against one."""
    if seconds is None or seconds <= right.calm:
        return Part("time", 1.0, WEIGHTS["time"], "right", failed=False)
    left = max(0.0, right.late - seconds) / (right.late - right.calm)
    return Part("time", left, WEIGHTS["time"], "over", failed=False)
