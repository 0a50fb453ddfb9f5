"""Does this evidence reach this level? A small tree of “all” and “any”, read here.

A rule is one tree for every level, or `{"levels": {"1": tree, …}}`. A leaf asks for a
kind of evidence: `{"kind": "practical", "min_score": 0.8, "within_days": 365,
"count": 1, "level": 2}`; without `level` it asks for the level being judged.
Two things no rule can change: a person's own word never counts, and level 3 needs
something that was demonstrated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

KINDS: Final = frozenset(
    {"quiz", "practical", "observation", "certificate", "ticket", "prior_learning"}
)
SHOWN_KINDS: Final = frozenset({"practical", "observation"})
SHOWN_METHODS: Final = frozenset({"simulation", "demonstration", "direct_observation"})
ALONE: Final = 3  # “does it correctly alone”: from here on it must have been seen
TOP: Final = 4
LEAF_KEYS: Final = frozenset({"kind", "count", "min_score", "within_days", "level"})
Rule = Mapping[str, Any]


class BadRuleError(ValueError):
    """The rule itself cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence, as far as a rule looks at it."""

    key: int
    kind: str
    method: str
    level: int
    day: date
    passed: bool | None = None
    score: float | None = None
    expires_on: date | None = None

    def counts(self, on: date) -> bool:
        return (
            self.kind in KINDS
            and self.passed is not False
            and self.day <= on
            and (self.expires_on is None or on <= self.expires_on)
        )

    @property
    def is_shown(self) -> bool:
        return self.kind in SHOWN_KINDS and self.method in SHOWN_METHODS


@dataclass(frozen=True, slots=True)
class Wanted:
    """A leaf that found too little."""

    kind: str
    level: int
    count: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """`since`: the day from which the competency's validity counts."""

    reached: bool
    since: date | None = None
    basis: tuple[Item, ...] = ()
    missing: tuple[Wanted, ...] = ()


def judge(rule: Rule, level: int, items: Iterable[Item], on: date) -> Verdict:
    tree = tree_for(rule, level)
    if tree is None:
        return Verdict(reached=False)
    found = _walk(tree, level, [item for item in items if item.counts(on)], on)
    if found.reached and level >= ALONE and not any(i.is_shown for i in found.basis):
        return Verdict(reached=False, missing=(Wanted("observation", level, 1),))
    return found


def highest(rule: Rule, items: Sequence[Item], on: date) -> tuple[int, Verdict]:
    """The best level that the evidence reaches; 0 when it reaches none."""
    for level in range(TOP, 0, -1):
        verdict = judge(rule, level, items, on)
        if verdict.reached:
            return level, verdict
    return 0, Verdict(reached=False)


def tree_for(rule: Rule, level: int) -> Rule | None:
    if "levels" in rule:
        tree: Rule | None = rule["levels"].get(str(level))
        return tree
    return rule or None


def check(rule: Rule) -> None:
    """Refuse a rule that would be misread later."""
    for level in range(1, TOP + 1):
        tree = tree_for(rule, level)
        if tree is not None:
            _check(tree)


def _check(node: Rule) -> None:
    branches = [key for key in ("all", "any") if key in node]
    if branches:
        if len(node) != 1 or not node[branches[0]]:
            raise BadRuleError(f"A branch is one “all” or “any” with parts: {node}")
        for child in node[branches[0]]:
            _check(child)
    elif node.get("kind") not in KINDS:
        raise BadRuleError(f"No such kind of evidence: {node.get('kind')}")
    elif unknown := set(node) - LEAF_KEYS:
        raise BadRuleError(f"A rule does not know {', '.join(sorted(unknown))}.")


def _walk(node: Rule, level: int, items: Sequence[Item], on: date) -> Verdict:
    if "all" in node:
        return _all([_walk(child, level, items, on) for child in node["all"]])
    if "any" in node:
        return _any([_walk(child, level, items, on) for child in node["any"]])
    return _leaf(node, level, items, on)


def _all(parts: list[Verdict]) -> Verdict:
    """The oldest part decides how long the whole holds."""
    missing = tuple(wanted for part in parts for wanted in part.missing)
    days = [part.since for part in parts if part.since]
    if not all(part.reached for part in parts):
        return Verdict(reached=False, missing=missing)
    basis = {item.key: item for part in parts for item in part.basis}
    return Verdict(reached=True, since=min(days), basis=tuple(basis.values()))


def _any(parts: list[Verdict]) -> Verdict:
    """The way that holds longest; when none is open, the one with least to do."""
    ways = [part for part in parts if part.reached and part.since]
    if ways:
        return max(ways, key=lambda part: part.since or date.min)
    return min(parts, key=lambda part: sum(w.count for w in part.missing))


def _leaf(leaf: Rule, level: int, items: Sequence[Item], on: date) -> Verdict:
    least, count = leaf.get("level", level), leaf.get("count", 1)
    fitting = [item for item in items if _fits(item, leaf, least, on)]
    fitting.sort(key=lambda item: (item.day, item.key), reverse=True)
    if len(fitting) < count:
        wanted = Wanted(leaf["kind"], least, count - len(fitting))
        return Verdict(reached=False, missing=(wanted,))
    return Verdict(reached=True, since=fitting[0].day, basis=tuple(fitting[:count]))


def _fits(item: Item, leaf: Rule, least: int, on: date) -> bool:
    days, score = leaf.get("within_days"), leaf.get("min_score")
    return (
        item.kind == leaf["kind"]
        and item.level >= least
        and (days is None or item.day > on - timedelta(days=days))
        and (score is None or (item.score is not None and item.score >= score))
    )
