"""Several phantoms in one study, as one learner opens them."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final

from pydicom import Dataset

from courses import phantoms

# Of one visit of one patient, whoever they were drawn for.
SHARED: Final = (
    *("StudyInstanceUID", "StudyID", "StudyDate", "StudyTime", "AccessionNumber"),
    *("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "PatientAge"),
)
Recipe = Mapping[str, Any]


def films(recipes: Sequence[Recipe], *, seed: int) -> list[phantoms.Made]:
    """So many of each as its author says, each of a seed of its own, well mixed."""
    chance = Random(seed)  # noqa: S311 - a variant must come out the same again
    wanted = [one["phantom"] for one in recipes for _ in range(one["count"])]
    chance.shuffle(wanted)
    return [
        phantoms.make(one["code"], seed=chance.getrandbits(32), **one["options"])
        for one in wanted
    ]


def in_one_series(images: Sequence[Dataset]) -> Iterator[Dataset]:
    first = images[0]
    for number, image in enumerate(images, start=1):
        _share(first, image, SHARED)
        image.SeriesInstanceUID, image.SeriesNumber = first.SeriesInstanceUID, 1
        image.InstanceNumber = number
        yield image


def in_one_study(series: Sequence[Sequence[Dataset]]) -> Iterator[Dataset]:
    """Each keeps its own date: one of them may be the prior."""
    first = series[0][0]
    shared = [word for word in SHARED if word not in ("StudyDate", "StudyTime")]
    for number, images in enumerate(series, start=1):
        for image in images:
            _share(first, image, shared)
            image.SeriesInstanceUID = images[0].SeriesInstanceUID
            image.SeriesNumber = number
            yield image


def _share(first: Dataset, image: Dataset, words: Sequence[str]) -> None:
    for word in words:
        if word in first:
            setattr(image, word, first.get(word))
        elif word in image:
            delattr(image, word)
