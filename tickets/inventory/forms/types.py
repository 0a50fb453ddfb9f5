"""What may be typed about types of item, and about what they ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.inventory.models import FieldKind, ItemType, TypeField


class TypeForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ItemType
        fields = ["name", "group"]

    def clean(self) -> dict[str, Any]:
        """The code is made once, from the name it begins with."""
        data = super().clean() or self.cleaned_data
        if not self.instance.pk and data.get("name"):
            data["code"] = slugify(data["name"])[:40]
            if data["code"] in {"", "new"}:
                self.add_error("name", _("Use a letter or a digit."))
            elif ItemType.objects.filter(code=data["code"]).exists():
                self.add_error("name", _("Another type is called nearly so."))
        return data


class FieldForm(forms.ModelForm):  # type: ignore[type-arg]
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line; for “One of a list” alone."),
    )

    class Meta:
        model = TypeField
        fields = [
            *("label", "code", "kind", "unit", "choices", "is_required"),
            *("help_text", "order"),
        ]

    def __init__(self, kind: ItemType, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.type = kind
        self.initial["choices"] = "\n".join(str(one) for one in self.instance.choices)
        if self.instance.pk:
            # Values stand under the code, and are kept as their kind has them.
            self.fields["code"].disabled = self.fields["kind"].disabled = True

    def clean_choices(self) -> list[str]:
        lines = (one.strip() for one in self.cleaned_data["choices"].splitlines())
        return list(dict.fromkeys(one for one in lines if one))

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        same = TypeField.objects.filter(type=self.instance.type, code=code)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This type asks that already."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == FieldKind.CHOICE and not data.get("choices"):
            self.add_error("choices", _("Write down what may be chosen."))
        return data
