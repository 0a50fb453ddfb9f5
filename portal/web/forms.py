"""How a form looks: set once as FORM_RENDERER, so `{{ form }}` needs no help."""

from typing import Any

from django.forms import Widget
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

DJANGOS_ROWS = "10"
BY_TYPE = {
    "select": "form-select",
    "checkbox": "form-check-input",
    "radio": "form-check-input",
    "hidden": "",
}


class HouseField(BoundField):
    """A field that knows its class by its kind."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        kind = BY_TYPE.get(getattr(widget, "input_type", ""), "form-control")
        own = attrs.get("class") or widget.attrs.get("class", "")
        attrs["class"] = f"{kind} {own}".strip()
        if widget.attrs.get("rows") == DJANGOS_ROWS:
            attrs["rows"] = "5"
        if not attrs["class"]:
            del attrs["class"]
        return attrs

    @property
    def is_one_box(self) -> bool:
        """A single checkbox: its label stands beside it."""
        kind = getattr(self.field.widget, "input_type", "")
        return kind == "checkbox" and not self.use_fieldset


class FieldRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = HouseField
