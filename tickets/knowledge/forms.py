"""What may be typed about an article."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.inventory.lookup import the_item_called
from tickets.inventory.models import ConfigurationItem, ItemType
from tickets.knowledge.models import Article


class ItemsField(forms.CharField):
    """Items by name, AE title or short-id, parted by commas."""

    def clean(self, value: Any) -> list[ConfigurationItem]:
        names = (part.strip() for part in super().clean(value).split(","))
        found: list[ConfigurationItem] = []
        wrong: list[ValidationError] = []
        for name in filter(None, names):
            try:
                found.append(the_item_called(name))
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)
        return found


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its fields carry the names of `workflow.write` and `workflow.change`."""

    items = ItemsField(
        label=gettext_lazy("About these items"),
        required=False,
        max_length=1_000,
        help_text=gettext_lazy("Names, AE titles or short-ids, parted by commas."),
    )
    item_types = forms.ModelMultipleChoiceField(
        label=gettext_lazy("About items of type"),
        queryset=ItemType.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Article
        fields = [
            *("title", "summary", "body", "known_error"),
            *("symptom", "workaround"),
        ]
        widgets = {
            "body": forms.Textarea(attrs={"rows": 18}),
            "workaround": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            items = self.instance.items.values_list("short_id", flat=True)
            self.initial["items"] = ", ".join(items)
            self.initial["item_types"] = list(self.instance.item_types.all())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("known_error"):
            for name in ("symptom", "workaround"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A known error needs this."))
        return data
