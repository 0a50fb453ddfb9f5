"""What the demo hospital's desk has learned so far."""

from pathlib import Path
from typing import Any, Final

import yaml
from django.utils import timezone

from portal.lib.markdown import render
from portal.lib.seeds import demo
from portal.people.models import Role, User
from tickets.inventory.models import ConfigurationItem, ItemType
from tickets.knowledge.models import Article, State

FOLDER: Final = Path(__file__).parent / "data"


@demo(order=70)
def plant() -> None:
    """One article for each file; its front matter says what it is about."""
    someone = User.objects.with_role(Role.AGENT).first()
    for path in sorted(FOLDER.glob("*.md")):
        _blank, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        facts = yaml.safe_load(front)
        author = User.objects.filter(
            email=f"{facts.get('author')}@demo.example"
        ).first()
        writer = author or someone
        if writer:
            _article(path.stem, facts, body.strip(), writer)


def _article(slug: str, facts: dict[str, Any], body: str, author: User) -> Article:
    known = facts.get("known_error", False)
    article, _new = Article.objects.get_or_create(
        slug=slug.removeprefix("ke-"),
        defaults={
            "title": facts["title"],
            "summary": facts["summary"],
            "body": body,
            "html": render(body),
            "state": State.PUBLISHED,
            "published_at": timezone.now(),
            "known_error": known,
            "symptom": facts.get("symptom", ""),
            "workaround": facts.get("workaround", "").strip(),
            "author": author,
        },
    )
    article.item_types.set(ItemType.objects.filter(code__in=facts.get("types", [])))
    article.items.set(ConfigurationItem.objects.filter(name__in=facts.get("items", [])))
    return article
