"""Which marks meet which targets, where each may meet one only."""

from collections.abc import Sequence

# For each mark the targets within its reach: (how far, which), the nearest first.
Reach = Sequence[Sequence[tuple[float, int]]]


def paired(reach: Reach) -> list[tuple[int, int]]:
    """As many pairs of mark and target as can be made, the nearest first, whatever
    the order in which the marks were set (augmenting paths)."""
    holder: dict[int, int] = {}
    nearest_first = sorted((found[0], n) for n, found in enumerate(reach) if found)
    for _, mark in nearest_first:
        _claim(mark, reach, holder, set())
    return sorted((mark, target) for target, mark in holder.items())


def _claim(mark: int, reach: Reach, holder: dict[int, int], tried: set[int]) -> bool:
    """Take the nearest target that is free, or that its holder can give up."""
    for _, target in reach[mark]:
        if target in tried:
            continue
        tried.add(target)
        held_by = holder.get(target)
        if held_by is None or _claim(held_by, reach, holder, tried):
            holder[target] = mark
            return True
    return False
