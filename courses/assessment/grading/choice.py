"""Questions with options: one right answer, or several."""

from collections.abc import Collection


def single(right: str, picked: str | None) -> float:
    """All or nothing."""
    return 1.0 if picked == right else 0.0


def multiple(right: Collection[str], picked: Collection[str]) -> float:
    """Proportional-correct: the share of the right options that were picked, and
    nothing at all once a wrong one is among them. Ticking everything earns nothing."""
    chosen, wanted = set(picked), set(right)
    if not wanted:
        return 1.0 if not chosen else 0.0
    if chosen - wanted:
        return 0.0
    return len(chosen & wanted) / len(wanted)
