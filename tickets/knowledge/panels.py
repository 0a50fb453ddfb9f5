"""What the page of an item says about it from here."""

from typing import Any

from django.db.models import Q

from portal.people.models import User
from tickets.inventory.item_sections import Section, register
from tickets.inventory.models import ConfigurationItem
from tickets.knowledge.models import Article
from tickets.knowledge.rules import can_write_articles

SHOWN = 6


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    """Articles about it or its type, known errors first."""
    found = (
        Article.objects.visible_to(user)
        .published()
        .filter(Q(items=item) | Q(item_types=item.type_id))
        .distinct()
        .order_by("-known_error", "-changed_at")[:SHOWN]
    )
    articles, may_write = list(found), can_write_articles(user)
    if not articles and not may_write:
        return None
    return {"articles": articles, "may_write": may_write}


register(Section(30, "tickets/knowledge/_on_item.html", on_item))
