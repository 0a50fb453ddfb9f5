"""What changed between two versions of a case: fields and findings, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.studies.cases import findings
from courses.studies.models import WORDS
from courses.studies.models.case_words import CaseWords

DRAWN: Final = {"findings", "finding_names"}
FIELDS: Final = [name for name in WORDS if name not in DRAWN]
WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond so many unchanged words in a row, the middle is left out.
AROUND: Final = 24


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words; `kind`: same, gone, new, or skipped (unchanged and left out)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that reads otherwise now."""

    label: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A finding that was added, taken away, renamed or drawn anew."""

    kind: str
    said: str
    finding: findings.Finding


def changes(old: CaseWords, new: CaseWords) -> list[Change]:
    """Of the fields, in the order of the page."""
    both = ((name, _said(old, name), _said(new, name)) for name in FIELDS)
    return [
        Change(_label(old, name), list(differing(before, after)))
        for name, before, after in both
        if before != after
    ]


def differing(before: str, after: str) -> Iterator[Part]:
    """Word by word: what is gone, what is new, and enough around it to read on."""
    old, new = WORD.findall(before), WORD.findall(after)
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for step, (tag, i1, i2, j1, j2) in enumerate(found):
        if tag == "equal":
            is_end = step == len(found) - 1
            yield from _around(old[i1:i2], is_start=step == 0, is_end=is_end)
            continue
        if i1 < i2:
            yield Part("gone", "".join(old[i1:i2]))
        if j1 < j2:
            yield Part("new", "".join(new[j1:j2]))


def _around(words: Sequence[str], *, is_start: bool, is_end: bool) -> Iterator[Part]:
    head, tail = 0 if is_start else AROUND, 0 if is_end else AROUND
    if len(words) <= head + tail:
        yield Part("same", "".join(words))
        return
    if head:
        yield Part("same", "".join(words[:head]))
    yield Part("skipped", "")
    if tail:
        yield Part("same", "".join(words[-tail:]))


def redrawn(old: CaseWords, new: CaseWords) -> list[Redrawn]:
    """Each finding that is not as it was. One of the same place or, failing that, of
    the same name is taken for the same finding."""
    gone = [one for one in old.findings if one not in new.findings]
    come = [one for one in new.findings if one not in old.findings]
    found = []
    for one in come:
        before = next((old for old in gone if _place(old) == _place(one)), None)
        before = before or next((o for o in gone if o["label"] == one["label"]), None)
        if before is not None:
            gone.remove(before)
        found.append(_told(before, one))
    said = findings.said_of
    return [*found, *(Redrawn("gone", said(one), one) for one in gone)]


def _told(before: findings.Finding | None, after: findings.Finding) -> Redrawn:
    said = findings.said_of(after)
    if before is None:
        return Redrawn("new", said, after)
    if _place(before) == _place(after):
        both = {"old": findings.said_of(before) or "?", "new": said or "?"}
        return Redrawn("renamed", _("%(old)s → %(new)s") % both, after)
    return Redrawn("moved", said, after)


def _place(finding: findings.Finding) -> tuple[Any, ...]:
    return tuple(finding[key] for key in ("kind", "sop_uid", "frame", "pixels"))


def _said(case: CaseWords, name: str) -> str:
    in_words = getattr(case, f"get_{name}_display", None)
    value = in_words() if in_words else getattr(case, name)
    return "" if value is None else str(value)


def _label(case: CaseWords, name: str) -> str:
    return str(case._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
