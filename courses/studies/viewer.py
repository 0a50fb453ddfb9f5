"""What the viewer on a page needs to know of a study (static/viewer/README.md)."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar, cast

from csp.decorators import csp_update
from django.urls import reverse

from courses.studies import tokens
from courses.studies.models import Grant, Study
from portal.people.models import User

V = TypeVar("V", bound=Callable[..., Any])


def viewer_page(view: V) -> V:
    """For a page with the viewer: Cornerstone places its canvases by style
    attributes, which no other page of ours allows."""
    relaxed: Any = csp_update({"style-src-attr": ["'unsafe-inline'"]})
    return cast("V", relaxed(view))


def config_for(
    person: User,
    study: Study,
    *,
    grant: Grant | None = None,
    hide: Collection[str] = (),
    **more: Any,
) -> dict[str, Any]:
    """The JSON block, with a fresh token. `more`: task, expert marks, hanging rule,
    and the prior study (as `opened` has it). `hide`: what would tell the answer on a
    page that no attempt stands behind."""
    return {
        **opened(person, study, grant=grant, hide=hide),
        "dicomweb": "/dicomweb",
        "training": True,
        "task": None,
        "expert": None,
        "hanging": None,
        "prior": None,
        **more,
    }


def opened(
    person: User,
    study: Study,
    *,
    grant: Grant | None = None,
    hide: Collection[str] = (),
) -> dict[str, Any]:
    """A study and what opens it: also what stands as the prior beside another."""
    hidden = [*(grant.hidden if grant else hide)]
    return {
        "studyUid": study.uid,
        "token": tokens.issue(person, study, grant=grant, hide=hide),
        "series": [one for one in _series(study, hidden) if one["instances"]],
        "title": "" if grant or hide else study.title,
        "patientLine": _patient_line(study, hidden),
    }


def _patient_line(study: Study, hidden: list[str]) -> str:
    """An attribute that would answer the question does not stand in a corner."""
    shown = Study(
        patient_id=study.patient_id,
        patient_sex="" if "PatientSex" in hidden else study.patient_sex,
        patient_age="" if "PatientAge" in hidden else study.patient_age,
    )
    return shown.patient_line


def _series(study: Study, hidden: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "uid": series.uid,
            # Written from coded attributes, of which one may be the answer.
            "description": "" if hidden else series.description,
            "modality": series.modality,
            "instances": [
                {"sopUid": instance.uid, "frames": instance.frames}
                for instance in series.instances.all()
                if instance.frames
            ],
            "thumbnail": reverse(
                "dicomweb:series_thumbnail",
                kwargs={"study_uid": study.uid, "series_uid": series.uid},
            ),
        }
        for series in study.series.prefetch_related("instances")
    ]
