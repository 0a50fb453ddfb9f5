"""What a QIDO-RS query asks for, as conditions on our tables (PS3.18 8.3.4)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from pydicom.datadict import keyword_for_tag, tag_for_keyword

from courses.studies.dicomweb.attributes import ALWAYS_EMPTY
from courses.studies.models import Series

MOST, USUAL = 1000, 100
LONGEST, FARTHEST = 4096, 10**9
_NEVER = re.compile(r"[\x00-\x1f\x7f]")
_DAY = re.compile(r"[0-9]{8}")
_TAG = re.compile(r"[0-9A-Fa-f]{8}")
_PLAIN = frozenset({"limit", "offset", "accept"})
_FLAGS = frozenset({"fuzzymatching", "emptyvaluematching", "multiplevaluematching"})


class BadQueryError(ValueError):
    """What was asked cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One column, compared in one way. As Django has it, and, for the list that is
    asked for most, as plain SQL: to compile costs more than to find."""

    column: str
    way: str
    value: Any

    def as_q(self) -> Q:
        if self.way == "never":
            return Q(pk=None)
        if self.way != "holds":
            return Q(**{f"{self.column}__{self.way}": self.value})
        held = Series.objects.filter(modality__in=self.value)
        above = self.column.removesuffix("modalities")
        return Q(**{f"{above}pk__in": held.values("study")})

    def as_sql(self) -> str:
        """With one `%s` for the value; the column is one of our own constants."""
        return _SQL[self.way].format(column=self.column)


_SQL: Mapping[str, str] = MappingProxyType(
    {
        "exact": "{column} = %s",
        "iexact": "upper({column}) = upper(%s)",
        "iregex": "{column} ~* %s",
        "gte": "{column} >= %s",
        "lte": "{column} <= %s",
        "in": "{column} = ANY(%s)",
        "holds": "id IN (SELECT study_id FROM studies_series WHERE modality = ANY(%s))",
        "never": "false AND %s IS NULL",
    }
)


@dataclass(slots=True)
class Question:
    """One search: conditions, page, what is to be told, and what went unheard."""

    asked: list[Condition] = field(default_factory=list)
    is_vain: bool = False  # asks for what no study here has
    rows: slice = field(default_factory=lambda: slice(0, USUAL))
    included: list[str] = field(default_factory=list)
    is_everything: bool = False
    unheard: list[str] = field(default_factory=list)

    def where(self) -> Q:
        found = Q()
        for condition in self.asked:
            found &= condition.as_q()
        return found

    def warnings(self) -> list[str]:
        if not self.unheard:
            return []
        names = ", ".join(self.unheard)
        return [f'299 reading-room "Not supported, and passed over: {names}"']


def read(request: HttpRequest, columns: Mapping[str, str]) -> Question:
    """`columns`: what may be matched here, by keyword."""
    question = Question(rows=_page(request))
    fuzzy = _flag(request, "fuzzymatching")
    for name, value in _pairs(request):
        if name == "includefield":
            _include(question, value)
        elif name in _FLAGS - {"fuzzymatching"}:
            if _flag(request, name):
                question.unheard.append(name)
        elif name not in _FLAGS:
            _condition(question, columns, name, value, fuzzy=fuzzy)
    return question


def _pairs(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.GET.lists():
        if name in _PLAIN:
            continue
        if len(values) > 1 and name != "includefield":
            raise BadQueryError(f"{name} is asked for twice.")
        for value in values:
            if _NEVER.search(value) or len(value) > LONGEST:
                raise BadQueryError(
                    "A value holds what no value may hold, or is too long."
                )
            yield name, value


def _include(question: Question, value: str) -> None:
    for name in value.split(","):
        if name.strip().lower() == "all":
            question.is_everything = True
        elif name.strip():
            question.included.append(_keyword(name.strip()) or name.strip())


def _keyword(name: str) -> str:
    """`PatientID`, `00100020` or a path, as the keyword of its last part; empty for
    an attribute that the dictionary does not know."""
    last = name.rpartition(".")[2]
    if _TAG.fullmatch(last):
        return keyword_for_tag(int(last, 16))
    if tag_for_keyword(last) is None:
        raise BadQueryError(f"{last[:64]} is no attribute of DICOM.")
    return last


def _condition(
    question: Question,
    columns: Mapping[str, str],
    name: str,
    value: str,
    *,
    fuzzy: bool,
) -> None:
    keyword = _keyword(name)
    if value in ("", "*"):  # matches whatever there is
        return
    if keyword in columns and "." not in name:
        question.asked += _match(columns[keyword], keyword, value, fuzzy=fuzzy)
    elif keyword in ALWAYS_EMPTY:
        question.is_vain = True
    else:
        question.unheard.append(keyword or name)


def _match(column: str, keyword: str, value: str, *, fuzzy: bool) -> list[Condition]:
    if keyword == "StudyDate":
        return _between(column, value)
    if keyword == "ModalitiesInStudy":
        return [Condition(column, "holds", re.split(r"[,\\]", value))]
    if keyword.endswith("UID"):
        return [Condition(column, "in", re.split(r"[,\\]", value))]
    if column.endswith(("number", "rows", "columns", "frames")):
        number = whole(value)
        return [Condition(column, "never" if number is None else "exact", number)]
    if fuzzy and keyword == "PatientName":
        return _each_word(column, value)
    if "*" in value or "?" in value:
        return [Condition(column, "iregex", f"^{_pattern(value)}$")]
    if column.endswith("patient_id"):
        return [Condition(column, "exact", value.upper())]  # ours, and indexed so
    return [Condition(column, "iexact", value)]


def _pattern(value: str) -> str:
    parts = [re.escape(part) for part in re.split(r"([*?])", value)]
    return "".join({r"\*": ".*", r"\?": "."}.get(part, part) for part in parts)


def _each_word(column: str, value: str) -> list[Condition]:
    """Fuzzy: every word asked for begins a word of the name."""
    words = [word for word in re.split(r"[\s^=,*]+", value) if word]
    return [Condition(column, "iregex", rf"\m{re.escape(word)}") for word in words]


def _between(column: str, value: str) -> list[Condition]:
    first, dash, last = value.partition("-")
    bounds = ((first, "gte"), (last if dash else first, "lte"))
    return [Condition(column, way, _day(text)) for text, way in bounds if text]


def _day(text: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            text = ""
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        raise BadQueryError("A date is written YYYYMMDD, a range with a -.") from None


def _page(request: HttpRequest) -> slice:
    start = _number(request, "offset", 0)
    return slice(start, start + min(_number(request, "limit", USUAL), MOST))


def _number(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    found = whole(text) if text else usual
    if found is None:
        raise BadQueryError(f"{name} is a whole number, 0 or more.")
    return found


def _flag(request: HttpRequest, name: str) -> bool:
    said = request.GET.get(name, "false").lower()
    if said not in ("true", "false"):
        raise BadQueryError(f"{name} is true or false.")
    return said == "true"


def whole(text: str) -> int | None:
    """A number beyond every row we could hold is as good as the farthest."""
    if not (text.isascii() and text.isdecimal()):
        return None
    return FARTHEST if len(text) > len(str(FARTHEST)) else min(int(text), FARTHEST)
