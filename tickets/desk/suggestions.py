"""What is known already about a device and what is being said of it."""

from typing import Any, Final

from tickets.desk.models import Category, Ticket
from tickets.inventory.models import ConfigurationItem
from tickets.knowledge.models import Article
from tickets.knowledge.suggest import suggest

SHOWN: Final = 3


def suggestions_for(
    item: ConfigurationItem | None, category: str, text: str
) -> dict[str, Any]:
    """For the one who reports: answers that may make the ticket needless."""
    if item is None:
        return {"item": None, "found": []}
    words = " ".join(part for part in (_label(category), text) if part)
    return {"item": item, "found": _suggest(item, words)}


def looks_like(ticket: Ticket) -> dict[str, Any]:
    """For the one who works on it."""
    words = f"{ticket.subject} {ticket.description[:500]}"
    linked = set(ticket.article_links.values_list("article_id", flat=True))
    return {"found": _suggest(ticket.item, words), "linked": linked}


def _suggest(item: ConfigurationItem, words: str) -> list[Article]:
    return list(suggest(item, words, limit=SHOWN))


def _label(category: str) -> str:
    return str(Category(category).label) if category in Category.values else ""
