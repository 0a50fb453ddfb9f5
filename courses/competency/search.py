"""Competencies in the one search box: each leads to one's own cell of it."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.competency.models import Competency
from portal.people.models import User
from portal.search.registry import Hit, Kind, register


def find(user: User, text: str, limit: int) -> list[Hit]:
    words = Q()
    for word in text.split()[:6]:
        words &= (
            Q(code__iexact=word)
            | Q(title__icontains=word)
            | Q(statement__icontains=word)
        )
    found = Competency.objects.in_use().filter(words).select_related("domain")[:limit]
    return [
        Hit(
            title=str(one),
            url=reverse("competency:cell", args=[user.pk, one.pk]),
            detail=one.statement,
            rank=0.9 if one.code.lower() == text.strip().lower() else 0.2,
        )
        for one in found
    ]


register(Kind(25, _("Competencies"), "id-badge-2", find))
