"""Pages of the API: by keyset on the primary key, newest first."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema

M = TypeVar("M", bound=Model)


class Paging(Schema):
    """`before` is the `next` of the page before; none asks for the first."""

    before: int | None = Field(None, description="the `next` of the page before")
    limit: int = Field(50, ge=1, le=200)


def newest(rows: QuerySet[M], paging: Paging) -> tuple[Sequence[M], int | None]:
    """A page of rows, and what to ask for the next one with."""
    if paging.before is not None:
        rows = rows.filter(pk__lt=paging.before)
    page = list(rows.order_by("-pk")[: paging.limit + 1])
    if len(page) <= paging.limit:
        return page, None
    return page[: paging.limit], page[paging.limit - 1].pk
