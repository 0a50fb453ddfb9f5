from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.search.fulltext import newest_ranked
from portal.search.registry import Hit, Kind, register
from tickets.knowledge.models import Article


def find(user: User, text: str, limit: int) -> list[Hit]:
    """What is read by all; a draft is found on its own list."""
    found = newest_ranked(
        Article.objects.visible_to(user).published(), text, limit=limit
    )
    return [
        Hit(
            title=article.title,
            url=article.get_absolute_url(),
            detail=article.summary,
            rank=getattr(article, "rank", 0.0),
        )
        for article in found
    ]


register(Kind(25, _("Knowledge"), "bulb", find))
