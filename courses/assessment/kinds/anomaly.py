"""Decide on what the archive set aside: what it is, and what is to be done with it."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment import paperwork
from courses.assessment.grading import anomaly
from courses.assessment.grading.anomaly import Decision
from courses.assessment.kinds.base import Drawn, Graded, Key, Kind, Sheet, Written
from courses.assessment.models import Exercise
from courses.catalog.yaml_spec import Spec
from courses.phantoms import faults
from portal.lib.refusal import Refused

KINDS: Final = {
    "mismatch": _l("Mismatch"),
    "duplicate": _l("Duplicate"),
    "false-positive": _l("False positive"),
}
MOVES: Final = {
    "patient": _l("Correct the patient; the study stays with its order"),
    "study": _l("Move the whole study to the right patient and order"),
    "images": _l("Move the images into the study that they belong to"),
    "none": _l("Accept: nothing is to be moved"),
    "delete": _l("Delete the images"),
}
RIGHT: Final = {"right": _l("right"), "wrong": _l("wrong")}


class Anomaly(Kind):
    code: ClassVar[str] = "anomaly"
    version: ClassVar[str] = anomaly.VERSION
    icon: ClassVar[str] = "file-alert"
    says = _l("Decide on studies that the archive set aside")
    rule = _l(
        "A case is right when both its kind and its move are. Whoever deletes anything "
        "does not pass, whatever the rest."
    )
    has_viewer: ClassVar[bool] = False
    fields = ("cases",)

    def read(self, spec: Spec) -> Written:
        return Written({}, {"count": spec.whole("cases", 2, 30, default=10)})

    def draw(self, exercise: Exercise, key: Key, *, seed: int) -> Drawn:
        drawn = faults.anomalies(seed=seed, n=key["count"])
        task = {"cases": [one.shown for one in drawn]}
        return Drawn(task, {"cases": [one.key for one in drawn]}, differs=True)

    def given(self, data: QueryDict) -> Any:
        found: dict[str, dict[str, str]] = {}
        for name in data:
            what, _dash, number = name.partition("-")
            if what in ("kind", "move") and number:
                found.setdefault(number, {})[what] = str(data[name])
        return found or None

    def check(self, value: Any, sheet: Sheet) -> Any:
        if not isinstance(value, dict):
            raise Refused(_("Decide on each case by its kind and its move."))
        known = {str(n) for n, _case in enumerate(sheet.task["cases"], start=1)}
        if value.keys() - known:
            raise Refused(_("That case was not shown in this attempt."))
        decided = {number: _decided(one) for number, one in value.items()}
        kept = {number: one for number, one in decided.items() if any(one.values())}
        return kept or None

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        return {
            "cases": [_case(n, one) for n, one in _numbered(sheet, answer)],
            "kinds": KINDS.items(),
            "moves": MOVES.items(),
        }

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        found = anomaly.decide(
            [Decision(one["kind"], one["move"]) for one in key["cases"]],
            [one["decision"] for _n, one in _numbered(sheet, answer)],
            kinds=tuple(KINDS),
            pass_mark=sheet.exercise.pass_mark / 100,
        )
        parts: list[dict[str, Any]] = [
            {"case": n, "right": right} for n, right in enumerate(found.right, start=1)
        ]
        parts.append({"table": found.table, "deleted": found.deleted})
        return Graded(found.score, found.passed, parts)

    def seen(
        self,
        sheet: Sheet,
        answer: Any,
        key: Key,
        parts: list[dict[str, Any]],
        *,
        whole: bool,
    ) -> dict[str, Any]:
        cases = []
        for (n, one), part, sealed in zip(
            _numbered(sheet, answer), parts[:-1], key["cases"], strict=True
        ):
            told = _told(sealed) if whole else None
            said = one["decision"]
            yours = {
                "kind": KINDS.get(said.kind, ""),
                "move": MOVES.get(said.move, ""),
                "deleted": said.move == anomaly.DELETE,
            }
            cases.append(
                {
                    **_case(n, one),
                    "is_right": part["right"],
                    "yours": yours,
                    "key": told,
                }
            )
        return {
            "cases": cases,
            "deleted": parts[-1]["deleted"],
            "right": sum(part["right"] for part in parts[:-1]),
            "columns": [*KINDS.values(), _("Open")],
            "table": _table(parts[-1]["table"]) if whole else [],
        }


def _decided(value: Any) -> dict[str, str]:
    match value:
        case dict():
            kind, move = value.get("kind", ""), value.get("move", "")
        case _:
            raise Refused(_("Decide on each case by its kind and its move."))
    if kind not in ("", *KINDS) or move not in ("", *MOVES):
        raise Refused(_("That is none of the choices."))
    return {"kind": kind, "move": move}


def _numbered(sheet: Sheet, answer: Any) -> list[tuple[int, dict[str, Any]]]:
    """Each case with what was decided on it."""
    given = answer or {}
    return [
        (n, {**case, "decision": Decision(**given.get(str(n), {}))})
        for n, case in enumerate(sheet.task["cases"], start=1)
    ]


def _case(number: int, case: Mapping[str, Any]) -> dict[str, Any]:
    """As a worklist shows it: what arrived beside what could be meant."""
    sources = [(_("Arrived"), case["arrived"]), (_("Room's log"), case["room"])]
    sources += [(_("Order"), one) for one in case["orders"]]
    sources += [(_("In the archive"), one) for one in case["archive"]]
    return {
        "number": number,
        "rows": [{"source": said, **paperwork.spoken(row)} for said, row in sources],
        "has_archive": bool(case["archive"]),
        "decision": case["decision"],
    }


def _told(sealed: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": KINDS[sealed["kind"]],
        "move": MOVES[sealed["move"]],
        "why": sealed["why"],
        "patient": RIGHT[sealed["patient"]],
        "accession": RIGHT[sealed["accession"]],
    }


def _table(counted: anomaly.Table) -> list[dict[str, Any]]:
    """The confusion table, a row for each kind of case."""
    return [
        {
            "label": label,
            "cells": [
                {"n": counted[true][said], "is_right": said == true}
                for said in (*KINDS, anomaly.OPEN)
            ],
        }
        for true, label in KINDS.items()
    ]
