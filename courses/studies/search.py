"""Studies and teaching cases in the one search box."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.studies.models import CaseVersion, Study
from portal.people.models import User
from portal.search.fulltext import newest_ranked
from portal.search.registry import Hit, Kind, register


def find(user: User, text: str, limit: int) -> list[Hit]:
    seen = Study.objects.visible_to(user)
    return [
        Hit(
            title=study.title,
            url=reverse("studies:study", args=[study.pk]),
            detail=f"{study.modality}, {study.patient_line}",
            rank=getattr(study, "rank", 0.0),
        )
        for study in newest_ranked(seen, text, limit=limit)
    ]


register(Kind(20, _("Studies"), "stack-2", find))


def find_cases(user: User, text: str, limit: int) -> list[Hit]:
    seen = CaseVersion.objects.visible_to(user)
    best = newest_ranked(seen, text, limit=limit).select_related("case")
    return [
        Hit(
            title=version.title,
            url=version.get_absolute_url(),
            detail=f"{version.get_anatomy_display()}, {version.modality}, "
            f"{version.get_difficulty_display()}",
            rank=getattr(version, "rank", 0.0),
        )
        for version in best
    ]


register(Kind(21, _("Teaching cases"), "report-medical", find_cases))
