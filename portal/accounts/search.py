from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.search.fulltext import nearly, part_of
from portal.search.registry import Hit, Kind, register


def find(user: User, text: str, limit: int) -> list[Hit]:
    seen = User.objects.visible_to(user).select_related("department", "facility")
    people = list(seen.filter(part_of(text, "name"))[:limit])
    people = people or list(nearly(seen, text, Upper("name"))[:limit])
    return [
        Hit(
            title=person.name,
            url=reverse("accounts:person", args=[person.pk]),
            detail=", ".join(
                str(part) for part in (person.department, person.facility) if part
            ),
            rank=0.4,
        )
        for person in people
    ]


register(Kind(30, _("People"), "users", find))
