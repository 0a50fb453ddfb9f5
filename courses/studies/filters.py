"""How the library is narrowed."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.studies.models import Batch, Study
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
PARTS = ["Head", "Neck", "Chest", "Heart", "Abdomen", "Pelvis", "Spine"]
PARTS += ["Shoulder", "Hand", "Knee", "Leg", "Foot", "Whole body"]


class StudyFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Words"), method="with_words")
    modality = filters.ChoiceFilter(
        label=_("Modality"), choices=MODALITIES, empty_label=_("Any modality")
    )
    body_part = filters.ChoiceFilter(
        label=_("Body part"),
        choices=[(part, part) for part in PARTS],
        empty_label=_("Any body part"),
    )

    class Meta:
        model = Study
        fields: list[str] = []

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
