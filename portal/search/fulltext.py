"""The rules that keep search quick at a million rows.

Ranking every hit of a common word takes half a second, and so does a trigram
over a million titles: so only the newest hits are ranked, and parts of words
are looked for in short tables alone (people, items, articles)."""

import re
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable

M = TypeVar("M", bound=Model)
RANKED = 300
CONFIG = "english"


def query_for(text: str) -> SearchQuery | None:
    """All the words; the last one may still be half typed."""
    words = re.findall(r"\w+", text)[:12]
    if not words:
        return None
    terms = [f"'{word}'" for word in words]
    return SearchQuery(" & ".join(terms) + ":*", config=CONFIG, search_type="raw")


def newest_ranked(
    rows: QuerySet[M], text: str, *, limit: int, vector: str = "search"
) -> QuerySet[M]:
    """The best `limit` of the newest hits; each has a `rank`."""
    query = query_for(text)
    if query is None:
        return rows.none()
    newest = rows.filter(**{vector: query}).order_by("-pk").values("pk")[:RANKED]
    best: QuerySet[M] = (
        rows.model._default_manager.filter(pk__in=newest)  # type: ignore[assignment]
        .annotate(rank=SearchRank(F(vector), query))
        .order_by("-rank", "-pk")[:limit]
    )
    return best


def nearly(rows: QuerySet[M], text: str, capitals: Combinable) -> QuerySet[M]:
    """For when nothing was found: rows of a short table with words spelt nearly
    so. `capitals` is the upper-case expression that has a trigram index; how
    near is near enough stands in settings.DATABASES."""
    found: QuerySet[M] = rows.annotate(capitals=capitals).filter(  # type: ignore[assignment]
        capitals__trigram_word_similar=text.upper()
    )
    return found


def part_of(text: str, *fields: str) -> Q:
    """Rows of a short table with the text anywhere in one of the fields; each
    field needs a trigram index on its upper case."""
    wanted = Q()
    for field in fields:
        wanted |= Q(**{f"{field}__icontains": text})
    return wanted
