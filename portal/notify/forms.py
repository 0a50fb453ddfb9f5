"""Which kinds of message also go out as e-mail."""

from typing import Any

from django import forms

from portal.notify.kinds import all_kinds
from portal.notify.models import Mail, Preference
from portal.people.models import User


class PreferencesForm(forms.Form):
    """One choice for each kind that any app sends."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        chosen = dict(
            Preference.objects.filter(person=person).values_list("kind", "mail")
        )
        for kind in all_kinds():
            self.fields[kind.code] = forms.ChoiceField(
                label=kind.label,
                choices=Mail.choices,
                initial=chosen.get(kind.code, kind.mail),
            )

    def save(self) -> None:
        Preference.objects.bulk_create(
            [
                Preference(person=self.person, kind=kind, mail=mail)
                for kind, mail in self.cleaned_data.items()
            ],
            update_conflicts=True,
            unique_fields=["person", "kind"],
            update_fields=["mail"],
        )
