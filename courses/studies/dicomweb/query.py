"""What a QIDO-RS query asks for, as conditions on our tables."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db.models import Q
from django.http import HttpRequest
from pydicom.datadict import keyword_for_tag

from courses.studies.models import Series

MOST, USUAL = 1000, 100
LONGEST, FARTHEST = 4096, 10**9
_NEVER = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL = frozenset({"limit", "offset", "includefield", "fuzzymatching"})

# Keyword to column, level by level; the column names its table's way from below.
STUDY: Mapping[str, str] = MappingProxyType(
    {
        "StudyInstanceUID": "uid",
        "PatientID": "patient_id",
        "PatientName": "patient_id",
        "PatientSex": "patient_sex",
        "StudyDate": "study_date",
        "StudyDescription": "title",
        "ModalitiesInStudy": "modalities",
    }
)
SERIES: Mapping[str, str] = MappingProxyType(
    {
        "SeriesInstanceUID": "uid",
        "Modality": "modality",
        "SeriesNumber": "number",
        "SeriesDescription": "description",
        "BodyPartExamined": "body_part",
    }
)
INSTANCE: Mapping[str, str] = MappingProxyType(
    {
        "SOPInstanceUID": "uid",
        "SOPClassUID": "sop_class_uid",
        "InstanceNumber": "number",
        "Rows": "rows",
        "Columns": "columns",
        "NumberOfFrames": "frames",
    }
)


def _keyword(name: str) -> str:
    """`PatientID`, `00100020` or a path's last part, as its keyword."""
    last = name.rpartition(".")[2]
    if re.fullmatch(r"[0-9A-Fa-f]{8}", last):
        return keyword_for_tag(int(last, 16))
    return last


def below(columns: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {word: f"{prefix}__{column}" for word, column in columns.items()}


class BadQueryError(ValueError):
    """What was asked cannot be read; the message says why."""


def wanted(request: HttpRequest, columns: Mapping[str, str]) -> Q | None:
    """The conditions as one; None where one can never hold."""
    found = Q()
    for name, value in request.GET.dict().items():
        keyword, text = _keyword(name), str(value)
        if name in _CONTROL or not text or text == "*":
            continue
        if _NEVER.search(text) or len(text) > LONGEST:
            raise BadQueryError("A value holds what no value may hold, or is too long.")
        if keyword in columns:
            found &= _match(columns[keyword], keyword, text)
        elif keyword in ("AccessionNumber", "StudyID", "ReferringPhysicianName"):
            return None  # always empty here
    return found


def _match(column: str, keyword: str, value: str) -> Q:
    if keyword == "StudyDate":
        return _between(column, value)
    if keyword == "ModalitiesInStudy":
        held = Series.objects.filter(modality__in=re.split(r"[,\\]", value))
        return Q(pk__in=held.values("study"))
    if keyword.endswith("UID"):
        return Q(**{f"{column}__in": re.split(r"[,\\]", value)})
    if column.endswith(("number", "rows", "columns", "frames")):
        number = _whole(value)
        return Q(pk=None) if number is None else Q(**{column: number})
    if "*" in value or "?" in value:
        parts = [re.escape(part) for part in re.split(r"([*?])", value)]
        pattern = "".join({r"\*": ".*", r"\?": "."}.get(p, p) for p in parts)
        return Q(**{f"{column}__iregex": f"^{pattern}$"})
    if column.endswith("patient_id"):
        return Q(**{column: value.upper()})  # ours alone, and indexed as it is
    return Q(**{f"{column}__iexact": value})


def _between(column: str, value: str) -> Q:
    first, dash, last = value.partition("-")
    bounds = Q()
    for text, step in ((first, "gte"), (last if dash else first, "lte")):
        if text:
            try:
                day = datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007
            except ValueError:
                return Q(pk=None)
            bounds &= Q(**{f"{column}__{step}": day})
    return bounds


def page(request: HttpRequest) -> slice:
    start = _number(request, "offset", 0)
    return slice(start, start + min(_number(request, "limit", USUAL), MOST))


def _number(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    found = _whole(text) if text else usual
    if found is None:
        raise BadQueryError(f"{name} is a whole number, 0 or more.")
    return found


def _whole(text: str) -> int | None:
    """A number beyond every row we could hold is as good as the farthest."""
    if not (text.isascii() and text.isdecimal()):
        return None
    return FARTHEST if len(text) > len(str(FARTHEST)) else min(int(text), FARTHEST)
