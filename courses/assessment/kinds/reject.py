"""Accept or reject: would this film go to the reader, and if not, why not?"""

from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses import phantoms
from courses.assessment.grading import reject
from courses.assessment.kinds.base import Graded, Key, Sheet
from courses.assessment.kinds.films import Films, verdict_of, with_keys
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec
from portal.lib.refusal import Refused

REASONS: Final = {
    "positioning": _l("Positioning: turned or tilted"),
    "clipped": _l("Anatomy cut off"),
    "exposure": _l("Exposure: too little or too much"),
    "motion": _l("Motion"),
    "marker": _l("Marker wrong or missing"),
    "artefact": _l("Artefact"),
}
# What a phantom calls its faults.
FAULTS: Final = {"rotation": "positioning", "tilt": "positioning"}


class Reject(Films):
    code: ClassVar[str] = "reject"
    version: ClassVar[str] = reject.VERSION
    icon: ClassVar[str] = "thumb-up"
    says = _l("Accept films or reject them, with the reason.")
    rule = _l(
        "Your verdicts are compared with the expert's by kappa, which takes away what "
        "chance alone would get right: 0.6 is needed to pass. A reason counts where it "
        "is one of the expert's."
    )

    def film(self, spec: Spec) -> dict[str, Any]:
        spec.only("image", "reasons", "why")
        reasons = (
            spec.text("reasons", longest=120, default="").replace(",", " ").split()
        )
        if unknown := set(reasons) - REASONS.keys():
            spec.fail(f"{', '.join(unknown)}: none of {', '.join(REASONS)}", "reasons")
        return {
            "image": spec.whole("image", 1, 1000),
            "reasons": reasons,
            "why": render_line(spec.text("why", default="")),
        }

    def judged(self, made: phantoms.Made) -> dict[str, Any]:
        faults = [FAULTS.get(one, one) for one in made.truth.facts["reasons"]]
        named = {one if one in REASONS else "artefact" for one in faults}
        return {"reasons": sorted(named), "why": ""}

    def given(self, data: QueryDict) -> Any:
        reasons = {
            name.removeprefix("reason-"): str(data[name])
            for name in data
            if name.startswith("reason-") and data[name]
        }
        found = super().given(data)
        return {"films": {}, **found, "reasons": reasons} if found or reasons else {}

    def check(self, value: Any, sheet: Sheet) -> Any:
        said = value if isinstance(value, dict) else {"films": None}
        films = self.verdicts(said.get("films", {}), sheet)
        return {"films": films, "reasons": _reasons(said.get("reasons", {}), sheet)}

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        reasons = (answer or {}).get("reasons", {})
        rows = self.rows(sheet, answer)
        for row in rows:
            picked = reasons.get(str(row["number"]), "")
            row["reasons"] = [
                {"code": code, "text": text, "is_picked": code == picked}
                for code, text in REASONS.items()
            ]
        return {"films": rows}

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        films = self.key_of(sheet, key)
        expert = [_judgement(film["reasons"]) for film in films]
        learner = [_said(answer, n) for n in range(1, len(films) + 1)]
        found = reject.compare(
            expert, learner, pass_mark=sheet.exercise.pass_mark / 100
        )
        parts: list[dict[str, Any]] = [
            {
                "name": f"film {n}",
                "number": n,
                "score": float(found.same_verdict[n - 1]),
                "verdict": learner[n - 1].verdict,
                "reason": next(iter(learner[n - 1].reasons), ""),
                "same_reason": found.same_reason[n - 1],
            }
            for n in range(1, len(films) + 1)
        ]
        parts.append({"name": "kappa", "score": found.kappa})
        parts.append({"name": "reasons", "score": found.reasons})
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
        films = with_keys(parts[:-2], self.key_of(sheet, key), sheet)
        for film in films:
            told = film.pop("key")
            film["reason"] = REASONS.get(film["reason"], "")
            film["right"] = [REASONS[one] for one in told["reasons"]] if whole else []
            film["was"] = ("reject" if told["reasons"] else "accept") if whole else ""
            film["why"] = told["why"] if whole else ""
        kappa, reasons = parts[-2]["score"], parts[-1]["score"]
        return {"films": films, "kappa": kappa, "reasons": reasons}


def _reasons(value: Any, sheet: Sheet) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Refused(_("The answer cannot be read. Load the page again."))
    numbers = {str(n) for n in range(1, len(sheet.images) + 1)}
    if value.keys() - numbers or not all(_is_reason(one) for one in value.values()):
        raise Refused(_("That is none of the choices."))
    return dict(value)


def _is_reason(value: Any) -> bool:
    return isinstance(value, str) and value in REASONS


def _judgement(reasons: list[str]) -> reject.Judgement:
    return reject.Judgement("reject" if reasons else "accept", reasons)


def _said(answer: Any, number: int) -> reject.Judgement:
    verdict = verdict_of(answer, number)
    reason = (answer or {}).get("reasons", {}).get(str(number), "")
    is_named = verdict == "reject" and reason
    return reject.Judgement(verdict, [reason] if is_named else [])
