"""Patients' identifiers in text: better one word too many than one too few.

What is known of the patient is looked for in any case, with or without accents and
in any order; beside that, what only ever tells who somebody is: long numbers, dates,
telephone numbers, addresses of mail, UIDs, names after a title."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

SHORTEST_WORD = 2
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTS = re.compile(r"[^\w]+|_")
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)[a-zäé]*\.?"
)
_TH = r"(?:st|nd|rd|th)?"
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE))
    for kind, pattern in (
        ("uid", r"\b\d+(?:\.\d+){4,}\b"),
        ("e-mail", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
        ("date", r"\b\d{4}([-/.])\d{1,2}\1\d{1,2}\b"),
        ("date", r"\b\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})\b"),
        (
            "date",
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH},?\s+(?:\d{{4}}|\d{{2}})\b",
        ),
        ("date", rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b"),
        ("phone", r"(?<![\w.])\+?\(?\d(?:[\s()/-]{0,2}\d){6,}(?![\w.]*\d)"),
        ("number", r"\b[a-z]{1,6}[-\#:]?\d{4,}\w*"),
        ("number", r"\d{5,}"),
    )
)
# Letters that Unicode does not take apart.
_BARE = str.maketrans("øØłŁđĐßæÆœŒıİ", "oOlLdDsaAoOiI")
# Case matters here: "the patient Rose" is a name, "the patient rose" is not.
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme|Sr|Sra)\.?\s+"
    r"(?P<name>[^\W\d_a-z][\w'-]*(?:\s+[^\W\d_a-z][\w'-]*){0,2})"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the text that was given."""

    start: int
    end: int
    kind: str


def guard(text: str, known: Iterable[str]) -> tuple[str, list[Span]]:
    """The text with a token in the place of each identifier, and where they stood.
    `known`: values of the patient's header, as DICOM writes them."""
    spans = _merged([*_known(text, known), *_patterns(text)])
    kept, at = [], 0
    for span in spans:
        kept += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join([*kept, text[at:]]), spans


def _known(text: str, known: Iterable[str]) -> Iterator[Span]:
    folded = _folded(text)
    for wanted, kind in _wanted(known):
        pattern = rf"(?<!\w){re.escape(wanted)}(?!\w)"
        for found in re.finditer(pattern, folded):
            yield Span(found.start(), found.end(), kind)


def _wanted(known: Iterable[str]) -> set[tuple[str, str]]:
    """Whole values and each word of them; a date in the ways it is written."""
    found: set[tuple[str, str]] = set()
    for value in known:
        stripped = _folded(value.strip())
        if written := _DATE.fullmatch(stripped):
            found.update((one, "date") for one in _written(*written.groups()))
        kind = "number" if any(letter.isdigit() for letter in stripped) else "name"
        words = [stripped, *_PARTS.split(stripped)]
        found.update((one, kind) for one in words if len(one) >= SHORTEST_WORD)
    return found


def _written(year: str, month: str, day: str) -> Iterator[str]:
    try:
        spoken = date(int(year), int(month), int(day))
    except ValueError:
        return
    yield from (f"{day}{month}{year}", f"{month}{day}{year}")
    for name in (f"{spoken:%B}".lower(), f"{spoken:%b}".lower()):
        yield f"{spoken.day} {name}"
        yield f"{name} {spoken.day}"


def _folded(text: str) -> str:
    """Lower case without accents, letter for letter, so that places stay."""
    plain = (unicodedata.normalize("NFKD", one)[:1] for one in text.translate(_BARE))
    return "".join(one.lower()[:1] for one in plain)


def _patterns(text: str) -> Iterator[Span]:
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), kind)
    for found in _TITLED.finditer(text):
        yield Span(found.start("name"), found.end("name"), "name")


def _merged(spans: Iterable[Span]) -> list[Span]:
    """In order, and what overlaps as one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.kind)
        else:
            merged.append(span)
    return merged
