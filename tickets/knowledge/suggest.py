"""What may already answer a problem, while it is being reported."""

import re
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from tickets.inventory.models import ConfigurationItem
from tickets.knowledge.models import Article

LONGEST: Final = 24
SHORTEST_WORD: Final = 3
ABOUT_ITEM, ABOUT_TYPE, KNOWN = 0.5, 0.25, 0.1
# An article about other things must match the words very well.
ELSEWHERE: Final = -0.3
LEAST: Final = 0.1


def suggest(
    item: ConfigurationItem | None, text: str, limit: int = 5
) -> QuerySet[Article]:
    """Published articles, the likeliest first: those whose words match, and those
    about this very item or its type. Each has a `score`."""
    query = _any_word(text)
    score = _about(item) + Case(
        When(known_error=True, then=Value(KNOWN)), default=Value(0.0)
    )
    found = Article.objects.published()
    if query is None:
        narrowed = found.alias(**_ties(item)).filter(Q(on_item=True) | Q(on_type=True))
        return narrowed.annotate(score=score).order_by("-score", "-pk")[:limit]
    return (
        found.alias(**_ties(item), match=SearchRank(F("search"), query))
        .filter(search=query)
        .annotate(score=score + F("match"))
        .filter(score__gte=LEAST)
        .order_by("-score", "-pk")[:limit]
    )


def _any_word(text: str) -> SearchQuery | None:
    """Whoever is in a hurry does not write the words of the article: any may do."""
    words = [w for w in re.findall(r"\w+", text) if len(w) >= SHORTEST_WORD][:LONGEST]
    if not words:
        return None
    terms = " | ".join(f"'{word}'" for word in words)
    return SearchQuery(terms, config="english", search_type="raw")


def _ties(item: ConfigurationItem | None) -> dict[str, Exists | Q]:
    items, types = Article.items.through, Article.item_types.through
    this = {"article_id": OuterRef("pk")}
    pk, kind = (item.pk, item.type_id) if item else (0, 0)
    return {
        "on_item": Exists(items.objects.filter(configurationitem_id=pk, **this)),
        "on_type": Exists(types.objects.filter(itemtype_id=kind, **this)),
        "on_any": Exists(items.objects.filter(**this))
        | Exists(types.objects.filter(**this)),
    }


def _about(item: ConfigurationItem | None) -> Case:
    elsewhere = Value(ELSEWHERE if item else 0.0)
    return Case(
        When(on_item=True, then=Value(ABOUT_ITEM)),
        When(on_type=True, then=Value(ABOUT_TYPE)),
        When(on_any=True, then=elsewhere),
        default=Value(0.0),
        output_field=FloatField(),
    )
