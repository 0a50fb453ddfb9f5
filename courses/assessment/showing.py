"""A study in the viewer, opened by an attempt's grant."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessment.models import Exercise
from courses.studies.models import Grant
from courses.studies.viewer import config_for
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
    person: User, exercise: Exercise, *, grant: Grant | None, **more: Any
) -> dict[str, Any]:
    """The study's own title may be the answer, so the step's title stands there."""
    if exercise.study is None:
        raise Refused(_("The images of this exercise are still being prepared."))
    own = grant if grant and grant.person_id == person.pk else None
    return config_for(
        person, exercise.study, grant=own, title=str(exercise.activity), **more
    )
