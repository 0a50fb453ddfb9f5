"""Repair a header against the order list, in a sandbox copy of the study."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from pydicom import Dataset

from courses.assessment import paperwork
from courses.assessment.grading import repair
from courses.assessment.kinds import proofs
from courses.assessment.kinds import repair_rows as rows
from courses.assessment.kinds.base import Drawn, Graded, Key, Kind, Sheet, Written
from courses.assessment.models import Exercise
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec
from courses.phantoms import faults
from portal.lib.refusal import Refused

# Of one such at most: each is about who was examined, or for which order.
IDENTITY: Final = frozenset(
    {
        *("wrong-patient", "wrong-patient-id", "wrong-patient-name"),
        *("wrong-accession", "no-accession"),
    }
)
FAULTS: Final = IDENTITY | {
    *("impossible-age", "swapped-side", "wrong-modality"),
    *("wrong-study-date", "wrong-body-part"),
}
UIDS: Final = {
    "keep": _l("Keep all UIDs as they are"),
    "study": _l("Give the study a new Study Instance UID"),
    "all": _l("Give study, series and images new UIDs"),
}


class HeaderRepair(Kind):
    code: ClassVar[str] = "header-repair"
    version: ClassVar[str] = repair.VERSION
    icon: ClassVar[str] = "tag"
    says = _l("Put a header right by the order list")
    rule = _l(
        "Each wrong field put right earns its share; each right field that you change, "
        "and new UIDs, take one away. You pass when all that was wrong is right, "
        "nothing else is changed and the UIDs are kept."
    )
    form_keeps: ClassVar[bool] = True
    fields = ("headers", "faults", "at_once", "orders")

    def read(self, spec: Spec) -> Written:
        named = [_fault(one) for one in spec.items("faults")]
        if spec.whole("pass_mark", 1, 100, default=80) != 100:
            spec.fail("a header is repaired whole: pass_mark is 100", "pass_mark")
        key = {
            "headers": paperwork.read_source(spec),
            "faults": named,
            "at_once": spec.whole("at_once", 1, min(3, len(named)), default=1),
            "orders": spec.whole("orders", 2, 12, default=6),
        }
        return Written({}, key)

    def draw(self, exercise: Exercise, key: Key, *, seed: int) -> Drawn:
        made = paperwork.drawn(key, seed=seed)
        chosen = _chosen(key, made.images, seed)
        images: list[Dataset] = made.images
        told: list[Key] = []
        for one in chosen:
            broken = faults.inject(images, fault=one["fault"], seed=seed)
            images, told = broken.images, [*told, broken.key]
        other = next((one for one in told if "other" in one), None)
        orders = faults.orders(made.images, seed=seed, n=key["orders"], key=other)
        clean, arrived = made.images[0], images[0]
        was = {
            keyword: paperwork.value_of(arrived, keyword)
            for keyword in rows.FIELDS
            if keyword in clean or keyword in arrived
        }
        task = {
            "was": was,
            "uid": str(arrived.StudyInstanceUID),
            "count": len(images),
            "orders": orders,
            "log": proofs.log_of(clean),
        }
        right = {keyword: paperwork.value_of(clean, keyword) for keyword in was}
        return Drawn(
            task,
            {"right": right, "why": _reasons(chosen, told, clean)},
            images=images if key.get("phantom") else None,
            differs=True,
        )

    def given(self, data: QueryDict) -> Any:
        values = {
            name.removeprefix("f-"): str(data[name])
            for name in data
            if name[:2] == "f-"
        }
        if not values and "uids" not in data:
            return None
        return {"fields": values, "uids": str(data.get("uids", ""))}

    def check(self, value: Any, sheet: Sheet) -> Any:
        match value:
            case {"fields": dict(values), "uids": str(uids)}:
                pass
            case _:
                raise Refused(_("A repair names its fields and what becomes of UIDs."))
        if values.keys() - sheet.task["was"].keys():
            raise Refused(_("That field is not part of this header."))
        if uids and uids not in UIDS:
            raise Refused(_("Choose one of the ways for the UIDs."))
        return {
            "fields": {
                keyword: paperwork.checked(keyword, said)
                for keyword, said in values.items()
            },
            "uids": uids,
        }

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        left = answer["fields"] if answer else {}
        return {
            "fields": [
                {**rows.field(keyword), "was": was, "value": left.get(keyword, was)}
                for keyword, was in rows.was_of(sheet).items()
            ],
            "uids": answer["uids"] if answer else "",
            "ways": UIDS.items(),
            **rows.paper(sheet),
        }

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        was, right = rows.was_of(sheet), key["right"]
        found = repair.repair(
            was,
            right,
            answer["fields"] if answer else {},
            vrs={keyword: paperwork.vr_of(keyword) for keyword in was},
            uids=answer["uids"] if answer else "",
        )
        parts: list[dict[str, Any]] = [
            {"keyword": field.keyword, "verdict": field.verdict}
            for field in found.fields
        ]
        parts.append({"kept_uids": found.kept_uids})
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
        left = answer["fields"] if answer else {}
        found = [rows.seen(part, sheet, left, key) for part in parts[:-1]]
        told = [part["verdict"] for part in parts[:-1]]
        return {
            "rows": found if whole else rows.shown(found),
            "corrected": told.count("corrected"),
            "wrong": told.count("corrected") + told.count("still-wrong"),
            "spoiled": told.count("spoiled"),
            "kept_uids": parts[-1]["kept_uids"],
            "chose_uids": bool(answer and answer["uids"]),
            **rows.paper(sheet),
        }


def _fault(spec: Spec) -> dict[str, str]:
    spec.only("fault", "why")
    code = spec.text("fault", longest=40)
    if code not in FAULTS:
        spec.fail(f"{code} is none of {', '.join(sorted(FAULTS))}", "fault")
    return {"fault": code, "why": render_line(spec.text("why", default=""))}


def _chosen(key: Key, study: Sequence[Dataset], seed: int) -> list[dict[str, str]]:
    """So many at once, and of those about identity one at most."""
    can = {one.code for one in faults.fitting(study)}
    rng = np.random.default_rng([seed, 11])
    found: list[dict[str, str]] = []
    for one in paperwork.shuffled(rng, key["faults"]):
        clashes = any({one["fault"], had["fault"]} <= IDENTITY for had in found)
        if one["fault"] in can and not clashes and len(found) < key["at_once"]:
            found.append(one)
    if not found:
        raise Refused(_("This study can have none of the faults."))
    return found


def _reasons(
    chosen: Sequence[Mapping[str, str]], told: Sequence[Key], clean: Dataset
) -> dict[str, list[str]]:
    """For each field that was wrong what proves it, and what the author adds."""
    reasons: dict[str, list[str]] = {}
    for one, key in zip(chosen, told, strict=True):
        for keyword in dict.fromkeys(change["keyword"] for change in key["changes"]):
            said = [escape(proofs.proof_of(keyword, clean)), one["why"]]
            reasons[keyword] = [text for text in said if text]
    return reasons
