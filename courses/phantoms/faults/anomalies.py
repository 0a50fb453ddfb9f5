"""What an archive sets aside: images that do not agree with the order list, and what
is to be done with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np

from courses.phantoms.faults.strangers import PROCEDURES, Row, new_uid, person
from courses.phantoms.headers import Visit

KINDS: Final = {
    "mismatch": "Mismatch: the images say another patient or order than was examined",
    "duplicate": "Duplicate: the examination is in the archive already",
    "false-positive": "False positive: patient and order are right",
}
MOVES: Final = {
    "patient": "Correct the patient; the study stays with its order",
    "study": "Move the whole study to the patient and order that were examined",
    "images": "Move the images to the study that they belong to",
    "none": "Accept: nothing is to be moved",
    "delete": "Delete the images",
}


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One case. `shown` is what the learner sees: `arrived` (the images' header), the
    `orders`, the `archive` (studies under the accession number that arrived) and the
    `room` (what the technologist's own log says). `key` is never shown: `patient`
    and `accession` (right or wrong), `exists`, `kind`, `move`, `why`."""

    shown: dict[str, Any]
    key: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the matrix: the patient ID is `right` or `wrong`, so is the
    accession number, and under that number the archive has `nothing`, `others` (other
    images) or the `same`."""

    patient: str
    accession: str
    archive: str
    kind: str
    move: str
    why: str


CELLS: Final = (
    Cell(
        *("right", "right", "nothing", "false-positive", "none"),
        "ID and accession number agree with what was examined: only the name is "
        "written in another way.",
    ),
    Cell(
        *("right", "right", "others", "duplicate", "images"),
        "Later images of an examination that is in the archive: they belong in its "
        "study.",
    ),
    Cell(
        *("right", "right", "same", "duplicate", "none"),
        "The same images were sent a second time: the archive has them, nothing is "
        "lost by leaving it so.",
    ),
    Cell(
        *("wrong", "right", "nothing", "mismatch", "patient"),
        "The order is the right one, the patient ID in the images is another's.",
    ),
    Cell(
        *("wrong", "right", "others", "mismatch", "images"),
        "The examination has a study already; these images of it came with another "
        "patient's ID.",
    ),
    Cell(
        *("right", "wrong", "nothing", "mismatch", "study"),
        "The patient is right, the study answers another patient's order.",
    ),
    Cell(
        *("right", "wrong", "others", "mismatch", "images"),
        "The number belongs to another patient's study: the images must come out of "
        "it.",
    ),
    Cell(
        *("wrong", "wrong", "nothing", "mismatch", "study"),
        "Neither ID nor number is of the one who was examined: the study goes to that "
        "patient's order.",
    ),
    Cell(
        *("wrong", "wrong", "others", "mismatch", "images"),
        "Patient and number are another's, who has a study under it: only these "
        "images come out of it.",
    ),
)


def anomalies(*, seed: int, n: int) -> list[Anomaly]:
    """`n` cases, every field of the matrix about as often as the others."""
    rng = np.random.default_rng([seed, 2])
    turns = [CELLS[int(at)] for _ in range(n // len(CELLS) + 1) for at in _order(rng)]
    return [_case(rng, cell) for cell in turns[:n]]


def _order(rng: np.random.Generator) -> list[int]:
    return [int(at) for at in rng.permutation(len(CELLS))]


def _case(rng: np.random.Generator, cell: Cell) -> Anomaly:
    examined, other = _two_orders(rng)
    exists = cell.archive != "nothing"
    who = examined if cell.patient == "right" else other
    answers = examined if cell.accession == "right" else other
    arrived = {
        "patient_id": who["patient_id"],
        "patient_name": _spelt(rng, who["patient_name"], cell),
        "birth_date": who["birth_date"],
        "accession": answers["accession"],
        "modality": examined["modality"],
        "procedure": examined["procedure"],
        "date": examined["date"],
        "time": _later(examined["time"], 6),
        "study_uid": new_uid("arrived", examined["accession"]),
        "images": int(rng.integers(1, 9)),
    }
    shown = {
        "arrived": arrived,
        "orders": sorted((examined, other), key=lambda row: row["accession"]),
        "archive": [_kept(rng, answers, arrived, cell)] if exists else [],
        "room": {**examined, "time": _later(examined["time"], 4)},
    }
    return Anomaly(shown, _key(cell))


def _key(cell: Cell) -> dict[str, Any]:
    return {
        "patient": cell.patient,
        "accession": cell.accession,
        "exists": cell.archive != "nothing",
        "kind": cell.kind,
        "move": cell.move,
        "why": cell.why,
    }


def _two_orders(rng: np.random.Generator) -> tuple[Row, Row]:
    """Two patients after one another in the same room."""
    modality = sorted(PROCEDURES)[int(rng.integers(len(PROCEDURES)))]
    first, second = (Visit("anomaly", int(at)) for at in rng.integers(2**31, size=2))
    start = first.started
    rows = []
    for turn, visit in enumerate((first, second)):
        booked = PROCEDURES[modality]
        procedure, part = booked[int(rng.integers(len(booked)))]
        hour = start - timedelta(minutes=start.minute % 5 - 20 * turn)
        rows.append(
            {
                **person(visit),
                "accession": visit.accession,
                "procedure": procedure,
                "modality": modality,
                "body_part": part,
                "date": f"{start:%Y%m%d}",
                "time": f"{hour:%H%M}",
            }
        )
    if rng.random() < 0.5:
        rows.reverse()
    return rows[0], rows[1]


def _kept(
    rng: np.random.Generator, order: Row, arrived: Mapping[str, Any], cell: Cell
) -> dict[str, Any]:
    """The study that the archive holds under the number which arrived."""
    again = cell.archive == "same"
    return {
        **order,
        "study_uid": arrived["study_uid"] if again else new_uid("kept", order),
        "images": arrived["images"] if again else int(rng.integers(2, 12)),
        "same_images": again,
    }


def _spelt(rng: np.random.Generator, name: str, cell: Cell) -> str:
    """A false alarm needs its reason: the same name, written as another system does."""
    if cell.kind != "false-positive":
        return name
    family, given = name.split("^")
    ways = (f"{family.title()}^{given.title()}", f"{family}, {given}", f"{name}^^^")
    return ways[int(rng.integers(len(ways)))]


def _later(time: str, minutes: int) -> str:
    total = int(time[:2]) * 60 + int(time[2:]) + minutes
    return f"{total // 60 % 24:02}{total % 60:02}"
