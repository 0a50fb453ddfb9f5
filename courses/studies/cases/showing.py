"""A case in the viewer: what a reader gets to see, and when."""

from collections.abc import Sequence
from typing import Any, Final

from courses.studies.cases import findings
from courses.studies.cases import opening as openings
from courses.studies.models import Study
from courses.studies.models.case_words import CaseWords
from courses.studies.viewer import config_for, opened
from portal.people.models import User

# What in a header may tell the answer, beside its descriptions.
TELLING: Final = (
    "ImageComments",
    "StudyComments",
    "PatientComments",
    "AdmittingDiagnosesDescription",
    "AdmittingDiagnosesCodeSequence",
    "AdditionalPatientHistory",
    "ReasonForStudy",
    "ReasonForVisit",
    "ReasonForTheRequestedProcedure",
    "ReasonForRequestedProcedureCodeSequence",
    "RequestedProcedureDescription",
    "RequestedProcedureCodeSequence",
    "RequestedProcedureComments",
    "RequestAttributesSequence",
    "PerformedProcedureStepDescription",
    "CommentsOnThePerformedProcedureStep",
    "ProcedureCodeSequence",
    "ProtocolName",
    "AcquisitionProtocolDescription",
    "DerivationDescription",
)


def viewer_for(
    person: User,
    study: Study,
    said: CaseWords,
    *,
    truth: Sequence[findings.Finding] | None,
    **more: Any,
) -> dict[str, Any]:
    """`truth` None: a quiz, and nothing that tells leaves the server."""
    hide = TELLING if truth is None else ()
    config = config_for(person, study, hide=hide, **more)
    config["prior"] = _prior(person, said.prior, hide)
    config["hanging"] = hanging(said.opening, config["series"], config["prior"])
    if truth:
        config["expert"] = {"marks": findings.to_show(truth)}
    return config


def _prior(
    person: User, study: Study | None, hide: Sequence[str]
) -> dict[str, Any] | None:
    """Not there for a reader who may not see it."""
    if study is None:
        return None
    if not Study.objects.visible_to(person).filter(pk=study.pk).exists():
        return None
    return opened(person, study, hide=hide)


def hanging(
    opening: str,
    series: Sequence[dict[str, Any]],
    prior: dict[str, Any] | None = None,
) -> dict[str, Any] | None:
    """Layout, series from left to right, window; the prior on the right."""
    said = openings.read(opening)
    if not said and prior is None:
        return None
    at = int(said["s"]) - 1 if said.get("s", "").isdecimal() else 0
    first = series[at : at + 1] or series[:1]
    beside = [
        one
        for one in (prior or {"series": []})["series"]
        if not first or one["modality"] == first[0]["modality"]
    ]
    found: dict[str, Any] = {
        "layout": said.get("v", "two" if prior else "stack"),
        "series": _uids([*first, *beside[:1], *series]),
    }
    if "w" in said and "c" in said:
        width, centre = float(said["w"]), float(said["c"])
        found["window"] = {"width": width, "centre": centre}
    return found


def _uids(series: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(one["uid"] for one in series))
