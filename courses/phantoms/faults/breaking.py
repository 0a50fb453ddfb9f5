"""What a fault is, the list of them all, and how one is put into a study."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from pydicom import Dataset

from courses.phantoms.faults.bench import Bench, CannotBreak

KEY_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Needs:
    """What a study must have: so many images, in one series or in all of them, and
    on every image at least one of `any_of`; `also` is asked last."""

    images: int = 1
    in_one_series: int = 1
    any_of: tuple[str, ...] = ()
    also: Callable[[Dataset], bool] = field(default=lambda _image: True)

    def met_by(self, study: Sequence[Dataset]) -> bool:
        series = [str(image.get("SeriesInstanceUID")) for image in study]
        longest = max(map(series.count, set(series)), default=0)
        return (
            len(study) >= self.images
            and longest >= self.in_one_series
            and all(self._stands_on(image) for image in study)
        )

    def _stands_on(self, image: Dataset) -> bool:
        named = any(image.get(keyword) for keyword in self.any_of)
        return (named or not self.any_of) and self.also(image)


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which a study goes wrong; `says` is what a teacher reads of it."""

    code: str
    title: str
    says: str
    needs: Needs
    work: Callable[[Bench], None]


@dataclass(frozen=True, slots=True)
class Broken:
    """The study as it arrives, and the key.

    `key` can be kept as JSON: `fault`, `version`, `changes` (each `sop_uid` as the
    clean study has it, `image` = place in `images`, `keyword`, `was`, `is`; None
    where the attribute is absent), `missing` (instances taken away), and by the
    fault `groups` (lists of SOP Instance UIDs that belong under one study), `other`
    (the patient and order that the wrong words belong to) or `series` (lists of
    those that belong in one series)."""

    images: list[Dataset]
    key: dict[str, Any]


CATALOGUE: Final[dict[str, Fault]] = {}


def fault(
    code: str, title: str, says: str, needs: Needs
) -> Callable[[Callable[[Bench], None]], Callable[[Bench], None]]:
    """Enter the decorated function into the catalogue as the work of this fault."""

    def enter(work: Callable[[Bench], None]) -> Callable[[Bench], None]:
        CATALOGUE[code] = Fault(code, title, says, needs, work)
        return work

    return enter


def fitting(study: Sequence[Dataset]) -> list[Fault]:
    """The faults that this study can have."""
    return [each for each in CATALOGUE.values() if each.needs.met_by(study)]


def inject(study: Sequence[Dataset], *, fault: str, seed: int) -> Broken:
    """Break a clean study. The same study, fault and seed give the same key; what was
    handed in stays as it was, and no pixel is looked at."""
    chosen = CATALOGUE[fault]
    if not chosen.needs.met_by(study):
        raise CannotBreak(f"This study cannot have the fault {fault!r}.")
    bench = Bench(study, np.random.default_rng([seed, *fault.encode()]))
    chosen.work(bench)
    key = {
        "fault": fault,
        "version": KEY_VERSION,
        "changes": bench.changes,
        "missing": bench.missing,
        **bench.facts,
    }
    return Broken(bench.images, key)
