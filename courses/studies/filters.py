"""How the library is narrowed."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.studies.models import Anatomy, Batch, Sighting, Study
from courses.studies.models.study import StudyQuerySet
from portal.search.fulltext import query_for

MODALITIES = [
    ("CR", _("Radiograph (CR)")),
    ("DX", _("Radiograph (DX)")),
    ("CT", _("CT")),
    ("MR", _("MR")),
    ("US", _("Ultrasound")),
    ("NM", _("Nuclear medicine")),
    ("PT", _("PET")),
    ("MG", _("Mammogram")),
    ("XA", _("Angiogram")),
]


class StudyFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Words"), method="with_words")
    modality = filters.ChoiceFilter(
        label=_("Modality"), choices=MODALITIES, empty_label=_("Any modality")
    )
    body_part = filters.ChoiceFilter(
        label=_("Body part"),
        choices=Anatomy.choices,
        empty_label=_("Any body part"),
    )
    pictures = filters.ChoiceFilter(
        label=_("Pictures"),
        choices=[("yes", _("With pictures")), ("no", _("Without pictures"))],
        empty_label=_("With or without pictures"),
        method="with_pictures",
    )

    class Meta:
        model = Study
        fields: list[str] = []

    def with_pictures(
        self, studies: StudyQuerySet, _name: str, said: str
    ) -> StudyQuerySet:
        return studies.showing(pictures=said == "yes")

    def with_words(
        self, studies: QuerySet[Study], _name: str, text: str
    ) -> QuerySet[Study]:
        query = query_for(text)
        return studies.none() if query is None else studies.filter(search=query)


class BatchFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=_("State"), choices=Batch.State.choices, empty_label=_("Any state")
    )

    class Meta:
        model = Batch
        fields: list[str] = []


DAYS = [
    (30, _("Seen in 30 days")),
    (90, _("Seen in 90 days")),
    (365, _("Seen in a year")),
]
SAID = ("station_name", "ae_title", "manufacturer", "model", "software_version")


class SightingFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Station, AE title, model, version or serial"),
        method="by_words",
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control-sm",
                "placeholder": _("Station, AE title, model"),
            }
        ),
    )
    within = filters.ChoiceFilter(
        label=_("When"),
        choices=DAYS,
        empty_label=_("Seen at any time"),
        method="by_age",
        widget=forms.Select(attrs={"class": "form-select-sm"}),
    )

    class Meta:
        model = Sighting
        fields: list[str] = []

    def by_words(
        self, found: QuerySet[Sighting], _name: str, words: str
    ) -> QuerySet[Sighting]:
        for word in words.split():
            said = Q(serial__icontains=word)
            for field in SAID:
                said |= Q(**{f"{field}__icontains": word})
            found = found.filter(said)
        return found

    def by_age(
        self, found: QuerySet[Sighting], _name: str, days: str
    ) -> QuerySet[Sighting]:
        since = timezone.localdate() - timedelta(days=int(days))
        return found.filter(last_seen__gte=since)
