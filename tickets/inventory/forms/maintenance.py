"""When something will be away on purpose."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.inventory.models import ConfigurationItem, Lifecycle, MaintenanceWindow

MOMENT: Final = {"type": "datetime-local"}
FORMAT: Final = "%Y-%m-%dT%H:%M"
LONGEST: Final = timedelta(days=31)
IN_BRACKETS: Final = re.compile(r"\((\w{8})\)$")


class ItemsField(forms.CharField):
    """Items by name, AE title or short-id, one a line: thousands fit no list."""

    widget = forms.Textarea({"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(f"{one.name} ({one.short_id})" for one in value)

    def clean(self, value: Any) -> list[ConfigurationItem]:
        lines = [one.strip() for one in super().clean(value).splitlines()]
        names = [_name_in(one) for one in lines if one]
        known = list(_called(names))
        return list(dict.fromkeys(_the_one(name, known) for name in names))


def _name_in(line: str) -> str:
    found = IN_BRACKETS.search(line)
    return found[1] if found else line


def _called(names: Iterable[str]) -> Iterable[ConfigurationItem]:
    names = list(names)
    upper = [name.upper() for name in names]
    called = Q(name__in=names) | Q(short_id__in=upper) | Q(ae_title__in=upper)
    return ConfigurationItem.objects.exclude(lifecycle=Lifecycle.RETIRED).filter(called)


def _the_one(name: str, known: Iterable[ConfigurationItem]) -> ConfigurationItem:
    meant = [
        one
        for one in known
        if one.name == name or name.upper() in {one.short_id, one.ae_title}
    ]
    if len(meant) == 1:
        return meant[0]
    if meant:
        said = _("Several items are called %(name)s: write the short-id instead.")
    else:
        said = _("No item is called %(name)s.")
    raise ValidationError(said, params={"name": name})


class WindowForm(forms.ModelForm):  # type: ignore[type-arg]
    items = ItemsField(
        label=_("Items"), help_text=_("One a line: name, AE title or short-id.")
    )

    class Meta:
        model = MaintenanceWindow
        fields = ["title", "items", "starts_at", "ends_at", "what_to_expect"]
        widgets = {
            "starts_at": forms.DateTimeInput(MOMENT, format=FORMAT),
            "ends_at": forms.DateTimeInput(MOMENT, format=FORMAT),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if ends_at and ends_at <= timezone.now():
            self.add_error("ends_at", _("It must end in the future."))
        elif starts_at and ends_at and ends_at - starts_at > LONGEST:
            self.add_error("ends_at", _("A window lasts a month at most."))
        return data
