"""Articles."""

from itertools import count
from typing import Any

from django.utils import timezone

from portal.lib.markdown import render
from tests.makers.people import make_agent
from tickets.knowledge.models import Article, State

_number = count(1)


def make_article(*, items: Any = (), item_types: Any = (), **over: Any) -> Article:
    """A published one; a test names only what it is about."""
    number = next(_number)
    over.setdefault("title", f"Article {number}")
    over.setdefault("slug", f"article-{number}")
    over.setdefault("summary", "What to do.")
    over.setdefault("body", "Do this.")
    over.setdefault("state", State.PUBLISHED)
    if over["state"] == State.PUBLISHED:
        over.setdefault("published_at", timezone.now())
    over["author"] = over.get("author") or make_agent()
    article = Article.objects.create(html=render(over["body"]), **over)
    article.items.set(items)
    article.item_types.set(item_types)
    return article


def make_known_error(**over: Any) -> Article:
    over.setdefault("symptom", "The list is empty.")
    over.setdefault("workaround", "Refresh it.")
    return make_article(known_error=True, **over)
