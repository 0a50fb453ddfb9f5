"""Clean Descriptors (PS3.15 E.3.5): of a description only words of a known
vocabulary stay. Whatever it does not know might be somebody's name."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

VOCABULARY = Path(__file__).with_name("descriptors.txt")
_BETWEEN = re.compile(r"[^0-9A-Za-z.]+")
_MEASURE = re.compile(r"\d{1,2}(\.\d)?(MM|CM|T|SEC|S|MIN)?", re.ASCII)
_LONGEST = 64


@cache
def vocabulary() -> frozenset[str]:
    lines = VOCABULARY.read_text().splitlines()
    return frozenset(
        word for line in lines if not line.startswith("#") for word in line.split()
    )


def known_words(text: str, of_the_patient: Collection[str]) -> str | None:
    """The words that may stay, in their order; None where none is known. A small
    measure stays beside a word, never alone."""
    kept: list[str] = []
    known = False
    for word in _BETWEEN.split(text):
        bare = word.strip(".").upper()
        if not bare or bare in of_the_patient:
            continue
        if bare in vocabulary():
            known = True
            kept.append(word.strip("."))
        elif _MEASURE.fullmatch(bare):
            kept.append(word.strip("."))
    return " ".join(kept)[:_LONGEST].strip() if known else None
