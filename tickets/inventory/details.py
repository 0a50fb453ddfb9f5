"""What an item's type asks of it: how it is typed, kept and told.

Values stand in `item.details` by the field's code: text, number, ISO day, or yes/no.
What another type asked stays there unseen, and is back when the type is."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.inventory.models import ConfigurationItem, FieldKind, ItemType, TypeField

TEXT_LENGTH: Final = 200
YES_NO: Final = [
    ("", gettext_lazy("Not known")),
    ("true", gettext_lazy("Yes")),
    ("false", gettext_lazy("No")),
]


def asked_of(kind: ItemType) -> list[TypeField]:
    return list(kind.fields.filter(is_archived=False))


def form_field(field: TypeField, kept: object = None) -> forms.Field:
    """Named, explained and checked as the type says. `kept` is what stands there
    now: it may be kept even where the list no longer has it."""
    label = f"{field.label} ({field.unit})" if field.unit else field.label
    common: dict[str, Any] = {
        "label": label,
        "required": field.is_required,
        "help_text": field.help_text,
    }
    if field.kind == FieldKind.NUMBER:
        any_step = forms.NumberInput(attrs={"step": "any"})
        return forms.FloatField(widget=any_step, **common)
    if field.kind == FieldKind.DATE:
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=day, **common)
    if field.kind == FieldKind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, **common)
    if field.kind == FieldKind.CHOICE:
        return forms.ChoiceField(choices=_choices(field, kept), **common)
    return forms.CharField(max_length=TEXT_LENGTH, **common)


def read(field: TypeField, typed: str) -> Any:
    """What is kept for something typed, as in a file; ValidationError says what is
    wrong with it."""
    return to_keep(form_field(field).clean(typed))


def to_keep(cleaned: object) -> Any:
    """As JSON has it."""
    if isinstance(cleaned, date):
        return cleaned.isoformat()
    if isinstance(cleaned, float) and cleaned.is_integer():
        return int(cleaned)
    if cleaned in {"true", "false"}:
        return cleaned == "true"
    return "" if cleaned is None else cleaned


def to_type(kept: object) -> Any:
    """As a form shows it again."""
    return str(kept).lower() if isinstance(kept, bool) else kept


def merged(before: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed over what stood there; nothing typed is nothing kept."""
    both = {**before, **typed}
    return {code: value for code, value in both.items() if value != ""}


def told(
    item: ConfigurationItem, fields: Iterable[TypeField]
) -> list[tuple[TypeField, str]]:
    """Those that are filled in, in words."""
    known = ((field, item.details.get(field.code)) for field in fields)
    return [(f, in_words(f, value)) for f, value in known if value not in (None, "")]


def in_words(field: TypeField, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.kind == FieldKind.DATE:
        return _day(str(value))
    said = number_format(value) if isinstance(value, int | float) else str(value)
    return f"{said} {field.unit}" if field.unit else said


def _day(iso: str) -> str:
    try:
        return date_format(date.fromisoformat(iso))
    except ValueError:
        return iso


def _choices(field: TypeField, kept: object) -> list[tuple[str, str]]:
    listed = [str(one) for one in field.choices]
    if kept and str(kept) not in listed:
        listed.append(str(kept))
    return [("", "—"), *((one, one) for one in listed)]
