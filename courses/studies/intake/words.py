"""What a sender says, and what is said to the sender."""

from dataclasses import dataclass, field
from pathlib import Path

from courses.studies.models import Batch


@dataclass(frozen=True, slots=True)
class Words:
    """What the library will say of a study; the sender may know it already."""

    title: str = ""
    body_part: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Vouch:
    """The sender saw these very images before and signs for their release."""

    pixels_clear: bool = False


@dataclass(slots=True)
class Receipt:
    """What came of many files at once; the names are the caller's own."""

    batches: list[Batch] = field(default_factory=list)
    left_out: list[tuple[Path, str]] = field(default_factory=list)
