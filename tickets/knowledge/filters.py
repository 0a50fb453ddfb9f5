"""How the list of articles is narrowed."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.search.fulltext import query_for
from tickets.inventory.models import ItemType
from tickets.knowledge.models import Article, State

SMALL = {"class": "form-select-sm"}
TABS = {
    "known": Q(state=State.PUBLISHED, known_error=True),
    "drafts": Q(state=State.DRAFT),
    "retired": Q(state=State.RETIRED),
}
READ = Q(state=State.PUBLISHED)


class ArticleFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Words"),
        method="by_words",
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control-sm",
                "placeholder": _("A few words"),
            }
        ),
    )
    about = filters.ModelChoiceFilter(
        label=_("About items of type"),
        field_name="item_types",
        queryset=ItemType.objects.all(),
        empty_label=_("Every type"),
        widget=forms.Select(attrs=SMALL),
    )

    class Meta:
        model = Article
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Article]) -> QuerySet[Article]:
        found: QuerySet[Article] = super().filter_queryset(queryset)
        return found.filter(TABS.get(self.data.get("show", ""), READ))

    def by_words(
        self, articles: QuerySet[Article], _name: str, text: str
    ) -> QuerySet[Article]:
        wanted = query_for(text)
        return articles.filter(search=wanted) if wanted else articles
