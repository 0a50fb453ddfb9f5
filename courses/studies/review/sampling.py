"""Which frames the machine reads. Reading one takes half a second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Sliced images of scanners that draw no text into what they measure.
SLICED = frozenset({"CT", "MR", "PT"})
# Frames of these follow each other like pages, not like a film.
PAGED = frozenset({"SC", "OT", "DOC"})
OF_A_CINE = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What the policy asks about one instance, in reading order of its series."""

    pk: int
    modality: str
    frames: int
    is_original: bool = False  # Image Type ORIGINAL\PRIMARY
    is_suspect: bool = False  # by the engine, or Burned In Annotation YES


def frames_to_read(series: Sequence[Facts]) -> Mapping[int, list[int]]:
    """The frames of each instance of one series that the machine must read.

    | instance                                      | frames read              |
    |-----------------------------------------------|--------------------------|
    | without pixels                                | none                     |
    | CT, MR, PT, ORIGINAL\\PRIMARY, not suspect:    |                          |
    |   one frame a file                            | of the series' first,    |
    |                                               | middle and last instance |
    |   several frames a file                       | first, middle, last      |
    | SC, OT, DOC of several frames: pages          | each                     |
    | any other of several frames: a cine           | eight, evenly, with the  |
    |                                               | first and the last       |
    | any other of one frame                        | that one                 |

    Text burned into a cine stands still, so what is found on one of its frames is
    masked on all. Where a sample of slices shows text, the whole series is read."""
    slices = [one for one in series if _is_slice(one) and one.frames == 1]
    sampled = {slices[at - 1].pk for at in evenly(len(slices), 3)}
    return {one.pk: _frames_of(one, one.pk in sampled) for one in series}


def _frames_of(one: Facts, sampled: bool) -> list[int]:  # noqa: FBT001
    if not one.frames:
        return []
    if _is_slice(one):
        if one.frames == 1:
            return [1] if sampled else []
        return evenly(one.frames, 3)
    if one.modality in PAGED:
        return evenly(one.frames, one.frames)
    return evenly(one.frames, OF_A_CINE)


def _is_slice(one: Facts) -> bool:
    return one.modality in SLICED and one.is_original and not one.is_suspect


def evenly(total: int, most: int) -> list[int]:
    """Up to `most` numbers from 1 to `total`, both ends among them."""
    if total <= most:
        return list(range(1, total + 1))
    if most < 2:
        return [1]
    step = (total - 1) / (most - 1)
    return sorted({1 + round(at * step) for at in range(most)})
