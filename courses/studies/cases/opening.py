"""The view that a case opens with, as the address says it: `s=2&i=30&w=1500&c=-600`.

What the words mean is said in static/viewer/README.md, under "The address"."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

_NUMBER: Final = r"-?\d+(\.\d+)?"
WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    word: re.compile(pattern)
    for word, pattern in {
        **dict.fromkeys(("s", "t"), r"p?\d+"),
        **dict.fromkeys(("i", "u"), r"\d+"),
        **dict.fromkeys(("w", "c", "z", "x", "y", "r"), _NUMBER),
        "f": "h|v|hv|vh",
        "n": "1",
        "v": "stack|two|mpr",
        "p": f"{_NUMBER}(,{_NUMBER}){{2}}",
    }.items()
}
# On which image, and where on it, is what a quiz asks.
TELLING: Final = frozenset("iuzxyp")


def read(text: str) -> dict[str, str]:
    """The words that are understood; the others are passed over."""
    said = parse_qsl(text.strip().lstrip("#"))
    return {
        word: value
        for word, value in said
        if word in WORDS and WORDS[word].fullmatch(value)
    }


def address(text: str, *, quiz: bool = False) -> str:
    said = read(text)
    kept = {key: value for key, value in said.items() if not quiz or key not in TELLING}
    return urlencode(kept, safe=",")
