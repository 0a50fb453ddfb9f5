"""What only all files of a study together can show: one person, one set of UIDs,
references that still lead somewhere."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from courses.dicom.proof.alike import Facts


def packed(facts: Facts) -> str:
    """One file's facts as a line of text, to be kept until the batch is whole."""
    plain = asdict(facts)
    plain["references"] = sorted(facts.references)
    plain["offsets"] = sorted(facts.offsets)
    return json.dumps(plain, separators=(",", ":"))


def unpacked(line: str) -> Facts:
    plain: dict[str, Any] = json.loads(line)
    plain["references"], plain["offsets"] = (
        set(plain["references"]),
        set(plain["offsets"]),
    )
    return Facts(**plain)


def faults(files: Iterable[Facts]) -> tuple[list[str], Counter[str]]:
    """Faults by name, and how much there was to compare."""
    uids: dict[str, str] = {}
    own: set[str] = set()
    references: Counter[str] = Counter()
    offsets: set[str] = set()
    found: set[str] = set()
    counts: Counter[str] = Counter()
    for facts in files:
        counts.update(files=1, retained=facts.retained, dates=facts.dates)
        for old, new in facts.uids.items():
            if uids.setdefault(old, new) != new:
                found.add("One UID was replaced by two: references are broken.")
        own.add(facts.own)
        references.update(facts.references)
        offsets |= facts.offsets
    if len(set(uids.values())) != len(uids):
        found.add("Two UIDs were replaced by one.")
    if len(offsets) > 1:
        found.add("The days of two files were not moved alike.")
    inside = [one for one in references if one in own]
    counts.update(uids=len(uids), references=len(inside))
    return sorted(found), counts
