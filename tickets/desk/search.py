"""Tickets in the one search box."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.search.fulltext import newest_ranked
from portal.search.registry import Hit, Kind, register
from tickets.desk.models import Ticket


def find(user: User, text: str, limit: int) -> Sequence[Hit]:
    """The ticket of that number, or the best of the newest that have the words."""
    visible = Ticket.objects.visible_to(user)
    numbered = visible.numbered(text).select_related("item").first()
    if numbered is not None:
        return [_hit(numbered, 2.0)]
    best = newest_ranked(visible, text, limit=limit).select_related("item")
    rows = best.defer("search", "description", "resolution")
    return [_hit(one, getattr(one, "rank", 0.0)) for one in rows]


def _hit(ticket: Ticket, rank: float) -> Hit:
    detail = f"{ticket.reference} · {ticket.item.name} · {ticket.status_name}"
    return Hit(ticket.subject, ticket.get_absolute_url(), detail, rank)


register(Kind(30, _("Tickets"), "ticket", find))
