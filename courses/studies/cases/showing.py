"""A case in the viewer: what a reader gets to see, and when."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from courses.studies.cases import findings
from courses.studies.models import Study
from courses.studies.viewer import config_for
from portal.people.models import User

# What in a header may tell the answer, beside its descriptions.
TELLING = ("ImageComments", "AdmittingDiagnosesDescription", "StudyComments")
LAYOUTS = ("stack", "two", "mpr")


def viewer_for(
    person: User,
    study: Study,
    *,
    opening: str,
    truth: Sequence[findings.Finding] | None,
    **more: Any,
) -> dict[str, Any]:
    """`truth` None: a quiz, and nothing that tells leaves the server."""
    config = config_for(person, study, hide=TELLING if truth is None else (), **more)
    config["hanging"] = hanging(opening, [one["uid"] for one in config["series"]])
    if truth:
        config["expert"] = {"marks": findings.to_show(truth)}
    return config


def hanging(opening: str, series: Sequence[str]) -> dict[str, Any] | None:
    """How the case opens, from the address of a view: `s=2&w=1500&c=-600&v=mpr`."""
    asked = {key: values[0] for key, values in parse_qs(opening).items()}
    if not asked:
        return None
    at = int(asked["s"]) - 1 if asked.get("s", "").isdecimal() else 0
    first = [series[at]] if 0 <= at < len(series) else []
    layout = asked.get("v", "")
    found: dict[str, Any] = {
        "layout": layout if layout in LAYOUTS else "stack",
        "series": [*first, *(uid for uid in series if uid not in first)],
    }
    window = _numbers(asked.get("w", ""), asked.get("c", ""))
    if window:
        found["window"] = {"width": window[0], "centre": window[1]}
    return found


def _numbers(*texts: str) -> list[float] | None:
    try:
        return [float(text) for text in texts]
    except ValueError:
        return None
