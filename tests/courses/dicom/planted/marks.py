"""Identifying values, no two alike, each in the legal form of its VR."""

import re
from datetime import date, timedelta
from typing import Any

from pydicom import Dataset, Sequence
from pydicom.datadict import dictionary_VR
from pydicom.uid import UID

# Years so far apart that a shift of one to ten years never leads from one to another.
_YEARS = (1960, 1975, 1990, 2005)
# These say nothing that could be searched for, or are what reading needs.
SILENT = frozenset(
    {"US", "SS", "UL", "SL", "UV", "SV", "FL", "FD", "AT", "AS", "TM", "OF", "OD"}
    | {"OL", "OV", "IS", "DS"}
)


class Marks:
    """What was planted in one file, by the very bytes, and where."""

    def __init__(self) -> None:
        self.planted: dict[bytes, str] = {}
        self._days = 0

    def text(self, where: str) -> str:
        return self._kept(f"ZQ{len(self.planted) + 1:05}X", where)

    def day(self, where: str) -> str:
        year, day_of_year = divmod(self._days, 365)
        self._days += 1
        day = date(_YEARS[year], 1, 1) + timedelta(day_of_year)
        return self._kept(f"{day:%Y%m%d}", where)

    def moment(self, where: str) -> str:
        number = len(self.planted)
        clock = f"{number // 3600 % 24:02}{number // 60 % 60:02}{number % 60:02}"
        return self._kept(f"19601231{clock}", where)

    def uid(self, where: str) -> UID:
        number = 100_000 + len(self.planted)
        return UID(self._kept(f"1.2.826.0.1.999.{number}.5", where))

    def raw(self, where: str, size: int = 8) -> bytes:
        return self.text(where).encode().ljust(size, b" ")

    def value(self, vr: str, where: str) -> Any:
        if vr == "SQ":
            item = Dataset()
            item.PersonName = self.text(f"{where}, name") + "^Marigold"
            item.TextValue = self.text(f"{where}, text")
            item.UID = self.uid(f"{where}, UID")
            return Sequence([item])
        if vr in ("OB", "OW", "UN"):
            return self.raw(where)
        return self._word(vr, where)

    def _word(self, vr: str, where: str) -> Any:
        if vr == "UI":
            return self.uid(where)
        if vr == "DA":
            return self.day(where)
        if vr == "DT":
            return self.moment(where)
        if vr == "PN":
            return self.text(where) + "^Marigold"
        return f"http://{self.text(where)}.example" if vr == "UR" else self.text(where)

    def _kept(self, mark: str, where: str) -> str:
        self.planted[mark.encode()] = where
        return mark

    def forget_absent(self, original: bytes) -> None:
        """What another place has overwritten was never there."""
        self.planted = {m: place for m, place in self.planted.items() if m in original}

    def leaks(self, written: bytes) -> list[str]:
        """A plain search of raw bytes: whatever stands there was let through."""
        low = written.lower()
        return sorted(
            f"{where}: {mark!r}"
            for mark, where in self.planted.items()
            if mark.lower() in low and (not mark.isdigit() or _is_whole(mark, written))
        )


def _is_whole(number: bytes, written: bytes) -> bool:
    """A new UID has 39 digits: eight of them may happen to be a day."""
    return bool(re.search(rb"(?<!\d)%b(?!\d)" % number, written))


def plant(dataset: Dataset, tags: "list[int]", marks: Marks, where: str) -> None:
    """A value of its own in every attribute that can hold one."""
    for tag in tags:
        vr = dictionary_VR(tag).split(" or ")[0]
        if vr not in SILENT:
            dataset.add_new(tag, vr, marks.value(vr, f"{where} ({tag:08X})"))
