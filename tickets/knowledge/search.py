from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.search.fulltext import nearly, newest_ranked
from portal.search.registry import Hit, Kind, register
from tickets.knowledge.models import Article


def find(user: User, text: str, limit: int) -> list[Hit]:
    """What is read by all; a draft is found on its own list."""
    read = Article.objects.visible_to(user).published()
    found = list(newest_ranked(read, text, limit=limit))
    found = found or list(nearly(read, text, Upper("title"))[:limit])
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
