"""The second reader: is anything of the patient left in what was written?

It shares no code with the engine. It takes the values out of the original, whatever
the table says about them, and looks for their very bytes in the output."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from courses.dicom.proof import alike, frames, shape, study
from courses.dicom.proof.alike import Facts
from courses.dicom.proof.elements import Walked
from courses.dicom.proof.search import Copy
from courses.dicom.proof.telling import needles_of
from courses.dicom.proof.values import Values, values_of
from courses.dicom.proof.walk import walked

_PER_FRAME = 0x52009230
_KIND = (0x00080016, 0x0020000E)


@dataclass(slots=True)
class Verdict:
    """Names of attributes, never values: this is kept with the study."""

    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    searched: int = 0
    facts: Facts = field(default_factory=Facts)
    kind: str = ""  # objects of one series and class are of one kind

    @property
    def is_clean(self) -> bool:
        return not self.leaks and not self.faults


def check(
    original: Path,
    clean_copy: Path,
    *,
    methods: Collection[str] | None = None,
    salt: bytes = b"",
) -> Verdict:
    """Compare a file with what was made of it. `methods` are the codes of CID 7050
    that it must carry, no fewer and no more; without them it is taken at its word."""
    salt = salt or secrets.token_bytes(16)
    with walked(original) as source, walked(clean_copy) as copy:
        before, after = values_of(source), values_of(copy)
        chosen = shape.methods_of(after)
        wanted = None if methods is None else frozenset(m.encode() for m in methods)
        needles = needles_of(source, before, chosen)
        written = Copy(copy, before, after, chosen)
        is_image = bool(source.pixels)
        facts = alike.Comparison(chosen, salt, is_image=is_image).of(before, after)
        faults = [
            *shape.faults(copy, after, wanted),
            *facts.faults,
            *frames.faults(source, before, copy, chosen),
            *_frames_lost(source, copy),
        ]
        leaks = written.found(needles)
        kind = _kind_of(after)
    found = list(dict.fromkeys(faults))
    return Verdict(sorted(leaks), found, len(needles), facts, kind)


def _kind_of(after: Values) -> str:
    known = b"|".join(after.get(((), tag), [b""])[0] for tag in _KIND)
    return hashlib.blake2b(known, digest_size=12).hexdigest()


def counted(facts: Iterable[Facts]) -> tuple[list[str], Counter[str]]:
    """The faults of a study as a whole, and how much was compared."""
    return study.faults(facts)


def _frames_lost(source: Walked, copy: Walked) -> list[str]:
    """Functional groups come one for each frame: none may be left out."""
    place = (_PER_FRAME,)
    if copy.counts.get(place) in (None, source.counts.get(place)):
        return []
    return ["A frame's functional groups are missing."]
