"""How the list of cases is narrowed."""

import django_filters as filters
from django import forms
from django.contrib.postgres.search import SearchVector
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.studies.filters import MODALITIES
from courses.studies.models import Anatomy, CaseVersion, Difficulty
from portal.search.fulltext import query_for

ASKED = SearchVector("riddle", "history", "anatomy", "modality", config="english")


class CaseFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Words or a finding"),
        method="with_words",
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control-sm",
                "placeholder": _("Words or a finding"),
            }
        ),
    )
    anatomy = filters.ChoiceFilter(
        label=_("Anatomy"), choices=Anatomy.choices, empty_label=_("Any anatomy")
    )
    modality = filters.ChoiceFilter(
        label=_("Modality"), choices=MODALITIES, empty_label=_("Any modality")
    )
    difficulty = filters.ChoiceFilter(
        label=_("Difficulty"),
        choices=Difficulty.choices,
        empty_label=_("Any difficulty"),
    )

    class Meta:
        model = CaseVersion
        fields: list[str] = []

    def with_words(
        self, cases: QuerySet[CaseVersion], _name: str, text: str
    ) -> QuerySet[CaseVersion]:
        query = query_for(text)
        if query is None:
            return cases.none()
        if "quiz" not in self.data:
            return cases.filter(search=query)
        # Who finds a case by its answer has been told the answer.
        return cases.annotate(asked=ASKED).filter(asked=query)
