"""Items by a part of their name, AE title, station name or serial number."""

from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.search.fulltext import nearly
from portal.search.registry import Hit, Kind, register
from tickets.inventory.models import ConfigurationItem, Lifecycle

EXACT, BEGINS, WITHIN = 1.0, 0.6, 0.4


def find(user: User, text: str, limit: int) -> list[Hit]:
    wanted = text.strip().upper()
    words = Q()
    for word in wanted.split():
        words &= Q(names__contains=word)
    seen = (
        ConfigurationItem.objects.visible_to(user)
        .exclude(lifecycle=Lifecycle.RETIRED)
        .select_related("type", "facility")
    )
    found = list(
        seen.filter(words)
        .annotate(
            rank=Case(
                When(Q(ae_title=wanted) | Q(short_id=wanted), then=Value(EXACT)),
                When(names__startswith=wanted, then=Value(BEGINS)),
                default=Value(WITHIN),
            )
        )
        .order_by("-rank", "name", "pk")[:limit]
    )
    found = found or list(nearly(seen, wanted, F("names"))[:limit])
    return [
        Hit(
            title=item.name,
            url=item.get_absolute_url(),
            detail=", ".join(
                part for part in (item.type.name, item.place, item.ae_title) if part
            ),
            rank=rank,
        )
        for item, rank in ((item, getattr(item, "rank", WITHIN)) for item in found)
    ]


register(Kind(20, _("Items"), "server-2", find))
