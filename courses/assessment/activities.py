"""Quiz and exercise as steps of a course."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.assessment.authoring import read_exercise, read_quiz
from courses.assessment.keeping import keep_exercise, keep_quiz
from courses.catalog.activity_kinds import ActivityKind, register
from courses.catalog.models import Activity
from courses.competency.models import EvidenceKind, Method
from portal.people.models import User


def _url(activity: Activity, _person: User) -> str:
    return reverse("assessment:practice", args=[activity.pk])


register(
    ActivityKind(
        code="quiz",
        label=_("Knowledge check"),
        icon="list-check",
        verb=_("Take the check"),
        url_for=_url,
        read=read_quiz,
        load=keep_quiz,
        evidence=(EvidenceKind.QUIZ, Method.WRITTEN),
    )
)
register(
    ActivityKind(
        code="exercise",
        label=_("Practice on images"),
        icon="stethoscope",
        verb=_("Practise"),
        url_for=_url,
        read=read_exercise,
        load=keep_exercise,
        evidence=(EvidenceKind.PRACTICAL, Method.SIMULATION),
    )
)
