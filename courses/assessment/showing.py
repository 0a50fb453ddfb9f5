"""A study in the viewer, opened by an attempt's grant."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessment.models import Exercise
from courses.studies.models import Grant, Instance
from portal.lib.refusal import Refused
from portal.people.models import User


def may_look(person: User, exercise: Exercise, grant: Grant | None) -> bool:
    """Under one's own running grant; or where the study is open to all anyway."""
    if exercise.study is None:
        return False
    if grant and grant.person_id == person.pk and grant.until > timezone.now():
        return True
    return not exercise.study.reserved


def viewer_for(
    person: User, exercise: Exercise, shown: list[Instance], *, grant: Grant | None
) -> dict[str, Any]:
    """The viewer's configuration. The study's own title may be the answer, so it
    is not in it; its token reaches this study alone, as far as the grant allows."""
    from courses.studies import tokens

    study = exercise.study
    if study is None:
        raise Refused(_("The images of this exercise are still being prepared."))
    return {
        "studyUid": study.uid,
        "dicomweb": "/dicomweb",
        "token": tokens.issue(person, study, grant=grant),
        "series": _series(shown),
        "title": str(exercise.activity),
        "patientLine": study.patient_line,
        "training": True,
    }


def _series(shown: list[Instance]) -> list[dict[str, Any]]:
    """In reading order, each with its images; `shown` comes series by series."""
    found: dict[int, dict[str, Any]] = {}
    for image in shown:
        series = image.series
        entry = found.setdefault(
            series.pk,
            {
                "uid": series.uid,
                "description": f"{series.modality} {series.number}".strip(),
                "modality": series.modality,
                "instances": [],
                "thumbnail": None,
            },
        )
        entry["instances"].append({"sopUid": image.uid, "frames": image.frames})
    return list(found.values())
