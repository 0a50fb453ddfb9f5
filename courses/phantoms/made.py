"""What a phantom is, what it yields, and the list of them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydicom import Dataset

Vector = tuple[float, float, float]
Pixel = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something drawn into the images, and where: the answer to an exercise.

    `centre` in millimetres of patient space (LPS), None where an image has no place
    in the patient; `pixel` is column, row on the image that shows it best, counted
    from the centre of the first pixel (PS3.3 C.7.6.2.1.1)."""

    name: str
    sop_uid: str
    pixel: Pixel
    radius_mm: float
    frame: int = 1
    centre: Vector | None = None
    box: tuple[Pixel, Pixel] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Truth:
    """All that was drawn in, and what else is true of the whole study."""

    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """Whole datasets, pixels and file meta included, in reading order."""

    images: list[Dataset]
    truth: Truth


@dataclass(frozen=True, slots=True)
class Phantom:
    """A kind of study that can be made; `options` are the words it understands,
    each with what it is when nothing is said."""

    code: str
    title: str
    modality: str
    body_part: str
    says: str
    draw: Callable[..., Made]
    options: Mapping[str, Any] = field(default_factory=dict)


CATALOGUE: Final[dict[str, Phantom]] = {}


def register(phantom: Phantom) -> Phantom:
    CATALOGUE[phantom.code] = phantom
    return phantom


def make(code: str, *, seed: int, **options: Any) -> Made:
    """The same seed and options, the same bytes. KeyError where no such phantom is,
    TypeError where it knows no such option."""
    phantom = CATALOGUE[code]
    if unknown := options.keys() - phantom.options.keys():
        raise TypeError(f"{code} knows no {', '.join(sorted(unknown))}.")
    return phantom.draw(seed=seed, **{**phantom.options, **options})
