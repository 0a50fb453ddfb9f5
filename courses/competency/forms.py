"""What an assessor fills in."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.competency.models import (
    AssessorAuthority,
    Competency,
    Level,
    Method,
)
from courses.competency.standing import today
from portal.people.models import User

SEEN = [
    Method.DIRECT_OBSERVATION,
    Method.DEMONSTRATION,
    Method.SIMULATION,
    Method.RECORD_REVIEW,
]


class SignOffForm(forms.Form):
    """The fields bear the names of the verb's arguments."""

    competency = forms.ModelChoiceField(
        label=_("What did you see done?"),
        queryset=Competency.objects.none(),
        empty_label=_("Choose one"),
    )
    level = forms.TypedChoiceField(label=_("Level that you looked for"), coerce=int)
    shown = forms.TypedChoiceField(
        label=_("Level that you saw"),
        help_text=_("A lower one than you looked for is recorded as not yet met."),
        coerce=int,
    )
    method = forms.ChoiceField(
        label=_("How did you see it?"),
        choices=[(one.value, one.label) for one in SEEN],
    )
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("What you saw, in a sentence. No patient's name or number."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
    )

    def __init__(self, *args: Any, assessor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = list(
            AssessorAuthority.objects.on(today()).filter(person=assessor)
        )
        most = max((one.level for one in authorities), default=0)
        names = dict(Level.objects.values_list("n", "name"))
        choices = [(n, f"{n} {names.get(n, '')}") for n in range(most + 1)]
        self._choose("level", choices[1:])
        self._choose("shown", choices)
        self._choose_competency(authorities)

    def _choose(self, name: str, choices: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = choices

    def _choose_competency(self, authorities: list[AssessorAuthority]) -> None:
        within = Q(domain__in=[one.domain_id for one in authorities if one.domain_id])
        within |= Q(pk__in=[one.competency_id for one in authorities])
        field = self.fields["competency"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Competency.objects.in_use().filter(within)
