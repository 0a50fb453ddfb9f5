"""The order list that a study is held against: its true order, and those beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from pydicom import Dataset

from courses.phantoms.faults.strangers import (
    PROCEDURES,
    Row,
    examination,
    person,
    said,
    when,
)
from courses.phantoms.headers import Visit

Draw = Callable[[np.random.Generator, Row, Dataset], Row]


def orders(
    study: Sequence[Dataset],
    *,
    seed: int,
    n: int,
    key: Mapping[str, Any] | None = None,
) -> list[Row]:
    """`n` rows of a worklist, by their booked hour. The clean study's own order is one
    of them (its accession number tells which); those that a hurried eye would take for
    it come next, then other people. With the `key` of a fault the patient whose words
    were taken stands in the list as well."""
    rng, image = np.random.default_rng([seed, 6]), study[0]
    rows = [own_order(image)]
    if key and (other := key.get("other")):
        rows.append(dict(other))
    for row in _others(rng, rows[0], image):
        if len(rows) >= n:
            break
        if _is_new(row, rows):
            rows.append(row)
    return sorted(
        rows[:n], key=lambda row: (row["date"], row["time"], row["accession"])
    )


def own_order(image: Dataset) -> Row:
    """The order that a clean study answers."""
    return {
        "patient_id": said(image, "PatientID"),
        "patient_name": said(image, "PatientName"),
        "birth_date": said(image, "PatientBirthDate"),
        "sex": said(image, "PatientSex"),
        "accession": said(image, "AccessionNumber"),
        **examination(image),
        **when(image),
    }


def _others(rng: np.random.Generator, own: Row, image: Dataset) -> Iterator[Row]:
    for draw in NEAR:
        yield draw(rng, own, image)
    while True:
        yield _anyone(rng, own, image)


def _anyone(rng: np.random.Generator, own: Row, image: Dataset) -> Row:
    """Somebody else, the same day, for anything that the department does."""
    visit = Visit("order", int(rng.integers(2**31)))
    modalities = sorted(PROCEDURES)
    modality = modalities[int(rng.integers(len(modalities)))]
    booked = PROCEDURES[modality]
    procedure, part = booked[int(rng.integers(len(booked)))]
    return {
        **person(visit),
        "accession": visit.accession,
        "procedure": procedure,
        "modality": modality,
        "body_part": part,
        **when(image, minutes=int(rng.integers(-180, 180))),
    }


def _namesake(rng: np.random.Generator, own: Row, image: Dataset) -> Row:
    """Another patient of the same name, for the same examination."""
    row = _same_exam(rng, own, image)
    return {**row, "patient_name": own["patient_name"], "sex": own["sex"]}


def _same_exam(rng: np.random.Generator, own: Row, image: Dataset) -> Row:
    """Another patient, for the same examination a little earlier or later."""
    away = int(rng.integers(5, 40)) * (1 if rng.random() < 0.5 else -1)
    return {
        **_anyone(rng, own, image),
        **examination(image),
        **when(image, minutes=away),
    }


def _digits_crossed(rng: np.random.Generator, own: Row, image: Dataset) -> Row:
    """Another patient, whose ID has two digits the other way round."""
    row = _same_exam(rng, own, image)
    return {**row, "patient_id": _crossed(rng, own["patient_id"])}


def _number_crossed(rng: np.random.Generator, own: Row, image: Dataset) -> Row:
    """Another patient's order, whose number has two digits the other way round."""
    row = _anyone(rng, own, image)
    return {**row, "accession": _crossed(rng, own["accession"])}


def _born_alike(rng: np.random.Generator, own: Row, image: Dataset) -> Row:
    """Another patient, born the same day, of the same sex."""
    row = _same_exam(rng, own, image)
    return {**row, "birth_date": own["birth_date"], "sex": own["sex"]}


def _own_other(rng: np.random.Generator, own: Row, image: Dataset) -> Row:
    """The same patient's order for something else, later the same day."""
    row = _anyone(rng, own, image)
    while row["modality"] == own["modality"]:
        row = _anyone(rng, own, image)
    who = ("patient_id", "patient_name", "birth_date", "sex")
    return {**row, **{each: own[each] for each in who}}


NEAR: Final[tuple[Draw, ...]] = (
    _namesake,
    _digits_crossed,
    _own_other,
    _number_crossed,
    _born_alike,
    _same_exam,
)


def _crossed(rng: np.random.Generator, text: str) -> str:
    """Two neighbours that differ, exchanged; unchanged where no two digits do."""
    places = [
        at
        for at in range(len(text) - 1)
        if text[at : at + 2].isdigit() and text[at] != text[at + 1]
    ]
    if not places:
        return text
    at = places[int(rng.integers(len(places)))]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _is_new(row: Row, rows: Sequence[Row]) -> bool:
    """One number, one order; one ID, one patient."""
    if any(row["accession"] == other["accession"] for other in rows):
        return False
    who = (row["patient_id"], row["patient_name"], row["birth_date"])
    return all(
        other["patient_id"] != row["patient_id"]
        or (other["patient_id"], other["patient_name"], other["birth_date"]) == who
        for other in rows
    )
