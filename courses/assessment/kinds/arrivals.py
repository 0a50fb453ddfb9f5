"""What lies in an archive's inbox: the series of some studies, as they arrived, and the
orders that they may belong to. Where each belongs is known by construction."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydicom import Dataset

from courses.assessment import paperwork
from courses.assessment.paperwork import value_of
from courses.phantoms import faults, paper

HOLD: Final = "hold"
NONE: Final = "none"
DOUBLE: Final = "duplicate"
GROUPING: Final = ("split-study", "merged-studies", "orphan")
AT_ONCE: Final = 6  # minutes from a series to the archive
LATER: Final = 45


@dataclass(frozen=True, slots=True)
class Arrival:
    """`facts` are on the page; `accession` says which order it belongs to, `fault`
    what befell it."""

    facts: Mapping[str, Any]
    accession: str
    fault: str


@dataclass(frozen=True, slots=True)
class Inbox:
    series: list[Arrival]
    orders: list[paperwork.Row]


def inbox(studies: Sequence[Mapping[str, Any]], *, orders: int, seed: int) -> Inbox:
    """`studies`: headers, patient (a number: the same number, the same person) and
    fault of each. Series come in no order, orders by their hour."""
    series: list[Arrival] = []
    rows: dict[str, paperwork.Row] = {}
    for place, one in enumerate(studies):
        own = seed % 2**40 + 7919 * one["patient"]
        clean = paper.study(one["headers"], seed=own)
        arrived, key = _broken(clean, one["fault"], seed + place)
        listed = faults.orders(clean, seed=seed + place, n=orders, key=key)
        series += _series(clean, arrived, one["fault"], key)
        rows |= {row["accession"]: row for row in _needed(listed, clean, key)}
        for row in listed:
            if len(rows) < orders:
                rows.setdefault(row["accession"], row)
    shuffled = paperwork.shuffled(np.random.default_rng([seed, 13]), series)
    by_hour = sorted(rows.values(), key=lambda row: (row["date"], row["time"]))
    return Inbox(shuffled, by_hour)


def _broken(
    clean: Sequence[Dataset], fault: str, seed: int
) -> tuple[Sequence[Dataset], Mapping[str, Any]]:
    if fault not in GROUPING:
        return clean, {}
    broken = faults.inject(clean, fault=fault, seed=seed)
    return broken.images, broken.key


def _needed(
    listed: Sequence[paperwork.Row], clean: Sequence[Dataset], key: Mapping[str, Any]
) -> list[paperwork.Row]:
    """The study's own order, and that of the stranger among its images."""
    wanted = {value_of(clean[0], "AccessionNumber")}
    if other := key.get("other"):
        wanted.add(other["accession"])
    return [row for row in listed if row["accession"] in wanted]


def _series(
    clean: Sequence[Dataset],
    arrived: Sequence[Dataset],
    fault: str,
    key: Mapping[str, Any],
) -> list[Arrival]:
    own = value_of(clean[0], "AccessionNumber")
    strange = set(key["groups"][1]) if fault == "merged-studies" else set()
    held: dict[str, list[int]] = {}
    for place, image in enumerate(arrived):
        held.setdefault(value_of(image, "SeriesInstanceUID"), []).append(place)
    found = []
    for places in held.values():
        belongs = str(clean[places[0]].SOPInstanceUID) in strange
        accession = key["other"]["accession"] if belongs else own
        is_hit = _differs(clean[places[0]], arrived[places[0]])
        facts = _facts(arrived[places[0]], clean[places[0]], len(places))
        found.append(Arrival(facts, accession, fault if is_hit else NONE))
    return [*found, _doubled(found[-1])] if fault == DOUBLE else found


def _differs(clean: Dataset, arrived: Dataset) -> bool:
    named = ("StudyInstanceUID", "PatientID", "AccessionNumber")
    return any(value_of(clean, one) != value_of(arrived, one) for one in named)


def _facts(image: Dataset, clean: Dataset, count: int) -> dict[str, Any]:
    told = {
        "patient_name": "PatientName",
        "patient_id": "PatientID",
        "birth_date": "PatientBirthDate",
        "accession": "AccessionNumber",
        "modality": "Modality",
        "study": "StudyDescription",
        "series": "SeriesDescription",
        "body_part": "BodyPartExamined",
        "date": "StudyDate",
        "time": "SeriesTime",
        "station": "StationName",
        "study_uid": "StudyInstanceUID",
    }
    facts = {name: value_of(image, keyword) for name, keyword in told.items()}
    pixels = value_of(clean, "SOPInstanceUID")
    return {
        **facts,
        "images": count,
        "received": _received(facts["time"], AT_ONCE),
        "pixels": hashlib.sha256(pixels.encode()).hexdigest()[:8],
    }


def _received(time: str, minutes: int) -> str:
    total = int(time[:2]) * 60 + int(time[2:4]) + minutes
    return f"{total // 60 % 24:02}{total % 60:02}"


def _doubled(series: Arrival) -> Arrival:
    """The same pixels once more, under names of their own, a while later."""
    facts = series.facts
    uid = hashlib.sha256(f"again {facts['study_uid']}".encode()).hexdigest()
    again = {
        **facts,
        "study_uid": f"2.25.{int(uid[:30], 16)}",
        "received": _received(facts["time"], AT_ONCE + LATER),
    }
    return Arrival(again, HOLD, DOUBLE)


def reason(fault: str, order: Mapping[str, Any] | None) -> str:
    """Why a series belongs where it does."""
    return _(_REASONS[fault]) % (order or {})


_REASONS: Final = {
    NONE: gettext_noop(
        "ID and accession number are those of %(accession)s, and nothing speaks "
        "against it."
    ),
    "split-study": gettext_noop(
        "Its Study Instance UID is new, but patient, accession number and examination "
        "are those of %(accession)s: one examination that came in two."
    ),
    "merged-studies": gettext_noop(
        "It came under the other study's UID, but ID and accession number are those of "
        "%(patient_name)s, %(accession)s: two patients under one UID."
    ),
    "orphan": gettext_noop(
        "It has no accession number. Patient, examination and hour lead to "
        "%(accession)s."
    ),
    DOUBLE: gettext_noop(
        "The same pixels came before, under other UIDs: the check sum says so. Hold it "
        "aside; nothing is deleted before somebody has looked."
    ),
}
