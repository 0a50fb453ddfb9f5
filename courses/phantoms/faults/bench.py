"""Where a study lies while it is broken: every change is written down as it is made."""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from pydicom import Dataset
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import FileMetaDataset
from pydicom.multival import MultiValue


class CannotBreak(ValueError):  # noqa: N818 -- said of a study, as a sentence
    """The study has not what this fault needs."""


class Bench:
    """The images of one study, copied as soon as they are touched.

    `lost` are instances taken away; `facts` is whatever else the key has to say."""

    def __init__(self, study: Sequence[Dataset], rng: np.random.Generator) -> None:
        self.images = list(study)
        self.rng = rng
        self.changes: list[dict[str, Any]] = []
        self.missing: list[dict[str, Any]] = []
        self.facts: dict[str, Any] = {}
        self._names = [str(image.SOPInstanceUID) for image in study]
        self._copied: set[int] = set()

    def __len__(self) -> int:
        return len(self.images)

    def sop_uid(self, index: int) -> str:
        """The instance's name in the clean study, whatever it is called by now."""
        return self._names[index]

    def read(self, index: int, keyword: str) -> Any:
        return plain(_place_of(self.images[index], keyword).get(keyword))

    def set(self, index: int, keyword: str, value: Any) -> None:
        """Let the attribute say `value`, None to take it out; what says so already
        is not a change."""
        was = self.read(index, keyword)
        if was == plain(value):
            return
        place = _place_of(self._mine(index), keyword)
        if value is None:
            del place[keyword]
        else:
            setattr(place, keyword, value)
        self._note(index, keyword, was)

    def set_all(self, indices: Iterable[int], **values: Any) -> None:
        for index in indices:
            for keyword, value in values.items():
                self.set(index, keyword, value)

    def take(self, index: int) -> None:
        """Lose an instance."""
        image = self.images.pop(index)
        self._copied = {kept - (kept > index) for kept in self._copied if kept != index}
        self.missing.append(
            {
                "sop_uid": self._names.pop(index),
                "instance_number": plain(image.get("InstanceNumber")),
                "series_uid": plain(image.get("SeriesInstanceUID")),
            }
        )

    def pick(self, among: Sequence[Any]) -> Any:
        return among[int(self.rng.integers(len(among)))]

    def series(self) -> dict[str, list[int]]:
        """The places of each series' images, by its UID."""
        found: dict[str, list[int]] = {}
        for index in range(len(self)):
            found.setdefault(self.read(index, "SeriesInstanceUID"), []).append(index)
        return found

    def _mine(self, index: int) -> Dataset:
        if index not in self._copied:
            self.images[index] = copy.deepcopy(self.images[index])
            self._copied.add(index)
        return self.images[index]

    def _note(self, index: int, keyword: str, was: Any) -> None:
        self.changes.append(
            {
                "sop_uid": self._names[index],
                "image": index,
                "keyword": keyword,
                "was": was,
                "is": self.read(index, keyword),
            }
        )


def plain(value: Any) -> Any:
    """What an attribute says, as JSON can: a text, a list of texts, None for absent."""
    if value is None:
        return None
    if isinstance(value, MultiValue | list | tuple):
        return [str(each) for each in value]
    return str(value)


def _place_of(image: Dataset, keyword: str) -> Dataset:
    """Group 2 stands in the file meta, which an image need not have brought."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    if tag >> 16 != 2:
        return image
    if not hasattr(image, "file_meta"):
        return FileMetaDataset()
    return image.file_meta
