"""Articles for other programs."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from portal.api.auth import ApiRequest
from portal.api.paging import Paging, newest
from portal.api.routers import add
from portal.search.fulltext import query_for
from tickets.knowledge.models import Article

router = Router(tags=["Knowledge"])


class ArticleOut(Schema):
    slug: str
    title: str
    summary: str
    state: str
    known_error: bool
    symptom: str
    workaround: str
    changed_at: datetime


class ArticleDetail(ArticleOut):
    body: str
    html: str


class ArticlePage(Schema):
    articles: list[ArticleOut]
    next: int | None


@router.get("", response=ArticlePage)
def articles(
    request: ApiRequest,
    paging: Query[Paging],
    q: str = "",
    known_errors: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> dict[str, Any]:
    found = Article.objects.visible_to(request.user)
    wanted = query_for(q)
    if wanted:
        found = found.filter(search=wanted)
    if known_errors:
        found = found.filter(known_error=True)
    page, after = newest(found, paging)
    return {"articles": page, "next": after}


@router.get("/{slug}", response=ArticleDetail)
def article(request: ApiRequest, slug: str) -> Article:
    return get_object_or_404(Article.objects.visible_to(request.user), slug=slug)


add("/articles", router)
