"""How an article is written, published, retired, and said to have helped."""

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.audit import ledger
from portal.lib.markdown import render
from portal.lib.refusal import Refused
from portal.people.models import User
from tickets.inventory.models import ConfigurationItem, ItemType
from tickets.knowledge import rules
from tickets.knowledge.models import Article, State, Vote

SLUG_LENGTH: Final = 100
# Words that this app's own addresses use.
RESERVED: Final = frozenset({"new"})


@transaction.atomic
def write(
    *,
    by: User,
    item_types: Iterable[ItemType] = (),
    items: Iterable[ConfigurationItem] = (),
    **words: Any,
) -> Article:
    """A draft. What it says is turned into HTML once, here."""
    _may_write(by)
    article = Article.objects.create(
        **words,
        slug=_free_slug(words["title"]),
        html=render(words["body"]),
        author=by,
    )
    article.item_types.set(item_types)
    article.items.set(items)
    ledger.record(by, "article.written", article)
    return article


@transaction.atomic
def change(
    article: Article,
    *,
    by: User,
    item_types: Iterable[ItemType],
    items: Iterable[ConfigurationItem],
    **words: Any,
) -> Article:
    """The address stays, whatever the title becomes: it stands in tickets."""
    _may_write(by)
    article = Article.objects.select_for_update().get(pk=article.pk)
    for name, value in words.items():
        setattr(article, name, value)
    article.html, article.changed_at = render(article.body), timezone.now()
    article.save()
    article.item_types.set(item_types)
    article.items.set(items)
    ledger.record(by, "article.changed", article)
    return article


@transaction.atomic
def publish(article: Article, *, by: User) -> Article:
    _may_write(by)
    article = Article.objects.select_for_update().get(pk=article.pk)
    if article.state == State.PUBLISHED:
        raise Refused(_("This article is published already."))
    article.state = State.PUBLISHED
    article.published_at = article.changed_at = timezone.now()
    article.save(update_fields=["state", "published_at", "changed_at"])
    ledger.record(by, "article.published", article)
    return article


@transaction.atomic
def retire(article: Article, *, by: User) -> Article:
    """Nobody is shown it any more; tickets that were solved by it keep it."""
    _may_write(by)
    article = Article.objects.select_for_update().get(pk=article.pk)
    if article.state != State.PUBLISHED:
        raise Refused(_("Only what is published can be retired."))
    article.state, article.changed_at = State.RETIRED, timezone.now()
    article.save(update_fields=["state", "changed_at"])
    ledger.record(by, "article.retired", article)
    return article


def vote(article: Article, *, by: User, helpful: bool) -> Vote:
    """One answer a person; the last one counts."""
    if article.state != State.PUBLISHED:
        raise Refused(_("Only what is published can be voted on."))
    given, _new = Vote.objects.update_or_create(
        article=article,
        person=by,
        defaults={"helpful": helpful, "at": timezone.now()},
    )
    return given


def _may_write(by: User) -> None:
    if not rules.can_write_articles(by):
        raise PermissionDenied


def _free_slug(title: str) -> str:
    """“pacs-slow”, or “pacs-slow-2” where that is taken."""
    stem = slugify(title)[:SLUG_LENGTH].strip("-") or "article"
    if stem in RESERVED:
        stem = f"{stem}-article"
    taken = set(
        Article.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
