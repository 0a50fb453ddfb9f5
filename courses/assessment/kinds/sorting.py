"""Sort series into their studies: split ones, merged ones, orphans, doubles."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment import paperwork
from courses.assessment.grading import partition
from courses.assessment.kinds import arrivals
from courses.assessment.kinds.base import Drawn, Graded, Key, Kind, Sheet, Written
from courses.assessment.models import Exercise
from courses.catalog.yaml_spec import Spec
from courses.phantoms import paper
from portal.lib.refusal import Refused

FAULTS = (arrivals.NONE, *arrivals.GROUPING, arrivals.DOUBLE)


class Sorting(Kind):
    code: ClassVar[str] = "sorting"
    version: ClassVar[str] = partition.VERSION
    icon: ClassVar[str] = "arrows-sort"
    says = _l("Put each series into the study that it belongs to")
    rule = _l(
        "Counted by pairs: which series lie together, and with which order. You pass "
        "when all pairs are right."
    )
    has_viewer: ClassVar[bool] = False
    fields = ("studies", "orders")

    def read(self, spec: Spec) -> Written:
        if spec.whole("pass_mark", 1, 100, default=80) != 100:
            spec.fail("all pairs must be right: pass_mark is 100", "pass_mark")
        studies = [_study(n, one) for n, one in enumerate(spec.items("studies"))]
        return Written(
            {},
            {
                "studies": studies,
                "orders": spec.whole("orders", 2, 10, default=4),
            },
        )

    def draw(self, exercise: Exercise, key: Key, *, seed: int) -> Drawn:
        found = arrivals.inbox(key["studies"], orders=key["orders"], seed=seed)
        place = {row["accession"]: f"o{n}" for n, row in enumerate(found.orders, 1)}
        rows = {row["accession"]: row for row in found.orders}
        named = {f"s{n}": one for n, one in enumerate(found.series, start=1)}
        task = {
            "series": [{"id": one, **held.facts} for one, held in named.items()],
            "orders": [{"id": place[row["accession"]], **row} for row in found.orders],
        }
        boxes = {
            one: place.get(held.accession, arrivals.HOLD) for one, held in named.items()
        }
        why = {
            one: arrivals.reason(held.fault, rows.get(held.accession))
            for one, held in named.items()
        }
        return Drawn(task, {"boxes": boxes, "why": why}, differs=True)

    def given(self, data: QueryDict) -> Any:
        found = {name: str(data[name]) for name in data if name[:1] == "s"}
        return found or None

    def check(self, value: Any, sheet: Sheet) -> Any:
        if not isinstance(value, dict):
            raise Refused(_("Put each series into a study."))
        if value.keys() - {one["id"] for one in sheet.task["series"]}:
            raise Refused(_("That series is not in this inbox."))
        boxes = {"", *(box for box, _label in _boxes(sheet))}
        if not all(isinstance(one, str) and one in boxes for one in value.values()):
            raise Refused(_("That is none of the studies."))
        return {name: box for name, box in value.items() if box} or None

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        given = answer or {}
        return {
            "series": [
                {**_spoken(one), "box": given.get(one["id"], "")}
                for one in sheet.task["series"]
            ],
            "orders": _orders(sheet),
            "boxes": _boxes(sheet),
        }

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        found = partition.sort(key["boxes"], answer or {})
        parts: list[dict[str, Any]] = [
            {"series": name, "right": right} for name, right in found.right.items()
        ]
        parts.append(
            {"agreed": found.agreed, "parted": found.parted, "joined": found.joined}
        )
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
        right = {part["series"]: part["right"] for part in parts[:-1]}
        given, labels = answer or {}, dict(_boxes(sheet))
        return {
            "series": [
                {
                    **_spoken(one),
                    "is_right": right[one["id"]],
                    "yours": labels.get(given.get(one["id"], ""), ""),
                    "held": labels[key["boxes"][one["id"]]] if whole else "",
                    "why": key["why"][one["id"]] if whole else "",
                }
                for one in sheet.task["series"]
            ],
            "orders": _orders(sheet),
            **parts[-1],
        }


def _study(number: int, spec: Spec) -> dict[str, Any]:
    spec.only("headers", "fault", "patient")
    headers = spec.text("headers", longest=40)
    if headers not in paper.CATALOGUE:
        spec.fail(f"{headers} is none of {', '.join(paper.CATALOGUE)}", "headers")
    fault = spec.text("fault", longest=40, default=arrivals.NONE)
    if fault not in FAULTS:
        spec.fail(f"{fault} is none of {', '.join(FAULTS)}", "fault")
    patient = spec.whole("patient", 1, 9, default=number + 1)
    return {"headers": headers, "fault": fault, "patient": patient}


def _orders(sheet: Sheet) -> list[dict[str, Any]]:
    return [{**one, **paperwork.spoken(one)} for one in sheet.task["orders"]]


def _boxes(sheet: Sheet) -> list[tuple[str, str]]:
    """Each order's study, and the shelf for what came twice."""
    named = [
        (one["id"], f"{one['accession']} · {one['patient_name']} · {one['procedure']}")
        for one in _orders(sheet)
    ]
    return [*named, (arrivals.HOLD, _("Hold aside: came twice"))]


def _spoken(series: Mapping[str, Any]) -> dict[str, Any]:
    """The tail of a UID is enough to tell it from another."""
    return {
        **series,
        **paperwork.spoken(series),
        "received": paperwork.spoken_time(series["received"]),
        "tail": f"…{series['study_uid'][-6:]}",
    }
