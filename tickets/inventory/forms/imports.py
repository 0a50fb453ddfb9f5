"""A file to be read, what its columns mean, and what many items shall say."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.people.models import Facility
from tickets.inventory.importing.fields import FIELDS, PLACE, SHORT_ID, label_of
from tickets.inventory.importing.reading import Sheet, UnreadableError, read
from tickets.inventory.models import ImportRow, ItemImport, ItemType, Lifecycle

LONG: Final = {"downtime_procedure"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("The first line holds the headings. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self) -> tuple[str, Sheet]:
        file = self.cleaned_data["file"]
        try:
            return file.name, read(file.read())
        except UnreadableError as why:
            raise ValidationError(str(why)) from why


class ColumnsForm(forms.Form):
    """Which field each column fills; one type and facility for a file without."""

    type = forms.ModelChoiceField(
        label=_("Type, where a line has none"),
        queryset=ItemType.objects.all(),
        required=False,
        to_field_name="code",
    )
    facility = forms.ModelChoiceField(
        label=_("Facility, where a line has none"),
        queryset=Facility.objects.all(),
        required=False,
        to_field_name="code",
    )
    creates = forms.BooleanField(
        label=_("Add facilities, types and vendors that are not here yet"),
        required=False,
    )

    def __init__(self, run: ItemImport, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", run.options)
        super().__init__(*args, **kwargs)
        self.run = run
        choices = [("", _("Leave out")), *_choices()]
        for place, column in enumerate(run.columns):
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=run.mapping.get(column, ""),
            )

    def columns(self) -> list[dict[str, Any]]:
        """Each column with what stands in its first lines."""
        lines = [row.cells for row in self.run.rows.order_by("number")[:20]]
        return [
            {
                "bound": self[f"column{place}"],
                "examples": _examples(lines, column),
            }
            for place, column in enumerate(self.run.columns)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        mapping = {
            column: data.pop(f"column{place}", "")
            for place, column in enumerate(self.run.columns)
        }
        chosen = [field for field in mapping.values() if field]
        twice = {field for field in chosen if chosen.count(field) > 1}
        if twice:
            names = ", ".join(str(label_of(field)) for field in sorted(twice))
            raise ValidationError(
                _("Two columns fill the same field: %(names)s. Leave one out.")
                % {"names": names}
            )
        codes = {n: getattr(data.get(n), "code", "") for n in ("type", "facility")}
        return {**data, **codes, "mapping": mapping}


def _choices() -> list[tuple[str, Any]]:
    return [(name, label_of(name)) for name in (SHORT_ID, *FIELDS, PLACE)]


def _examples(lines: list[dict[str, str]], column: str) -> list[str]:
    said = dict.fromkeys(line[column] for line in lines if line.get(column))
    return [text[:40] for text in list(said)[:2]]


class WhyForm(forms.Form):
    why = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Kept in the history of each item: “the yearly walk round”."),
    )


class LineForm(forms.Form):
    """The cells of one line, each under the field that it fills."""

    def __init__(self, run: ItemImport, row: ImportRow, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.heads = [column for column in run.columns if run.mapping.get(column)]
        for place, head in enumerate(self.heads):
            field = run.mapping[head]
            label = str(label_of(field))
            self.fields[f"cell{place}"] = forms.CharField(
                label=label,
                required=False,
                max_length=2_000 if field in LONG else 300,
                initial=row.cells.get(head, ""),
                help_text="" if head == label else head,
            )

    def cells(self, kept: Mapping[str, str]) -> dict[str, str]:
        typed = {h: self.cleaned_data[f"cell{n}"] for n, h in enumerate(self.heads)}
        return {**kept, **typed}


class ManyForm(forms.Form):
    """What all of the chosen items shall say; what stays empty stays as it is."""

    lifecycle = forms.ChoiceField(
        label=_("Lifecycle"),
        choices=[("", _("As it is")), *Lifecycle.choices],
        required=False,
    )
    tier = forms.ChoiceField(
        label=_("Tier"),
        choices=[("", _("As it is")), *((str(n), str(n)) for n in range(1, 5))],
        required=False,
    )
    owner = forms.CharField(label=_("Owner"), required=False, help_text=_("By e-mail."))
    super_user = forms.CharField(
        label=_("Super-user"), required=False, help_text=_("By e-mail.")
    )
    facility = forms.CharField(label=_("Facility"), required=False)
    department = forms.CharField(label=_("Department"), required=False)
    building = forms.CharField(label=_("Building"), required=False, max_length=60)
    room = forms.CharField(label=_("Room"), required=False, max_length=60)
    vendor = forms.CharField(label=_("Service by"), required=False)
    contract = forms.CharField(
        label=_("Contract"), required=False, help_text=_("Its number.")
    )
    software_version = forms.CharField(
        label=_("Software version"), required=False, max_length=60
    )
    support_ends_on = forms.CharField(
        label=_("Software support ends"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        said = {name: text for name, text in data.items() if text}
        if not said:
            raise ValidationError(_("Say at least one thing that shall change."))
        return said
