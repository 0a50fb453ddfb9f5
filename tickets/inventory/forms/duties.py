"""What is typed about duties, their checklists, and that one was done."""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.people.models import Role, User
from tickets.inventory.forms.interfaces import OtherItemField
from tickets.inventory.models import Checklist, Duty, DutyRecord, DutyResult
from tickets.inventory.radar import checklists
from tickets.inventory.radar.checklists import Step

DAY: Final = {"type": "date"}
SEES_TO_IT: Final = (Role.AGENT, Role.ASSET_MANAGER, Role.LEAD, Role.ADMINISTRATOR)


class DutyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A duty of an item; which one is typed as people call it."""

    item = OtherItemField(
        label=gettext_lazy("Item"),
        max_length=80,
        help_text=gettext_lazy("Its name, AE title or short-id."),
    )

    class Meta:
        model = Duty
        fields = [
            *("item", "kind", "title", "every_days", "next_on", "lead_days"),
            *("checklist", "responsible", "source", "is_on"),
        ]
        widgets = {"next_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["checklist"].queryset = Checklist.objects.filter(is_current=True)
        fields["responsible"].queryset = User.objects.with_role(*SEES_TO_IT)
        if self.instance.pk:
            del fields["item"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_on") and not data.get("next_on"):
            self.add_error("next_on", _("Say on which day it is due next."))
        return data


class ChecklistForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    steps = forms.CharField(
        label=gettext_lazy("Steps"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "One a line. A step to measure: “White luminance | number | cd/m² | 350 |"
            " 500”. A step to write down: “Serial of the phantom | text”."
        ),
    )

    def clean_steps(self) -> list[Step]:
        try:
            return checklists.read(self.cleaned_data["steps"])
        except checklists.UnreadableError as error:
            raise ValidationError(
                _("Line %(number)s: %(why)s")
                % {"number": error.number, "why": error.why}
            ) from error


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """That a duty was done, with a field for each step of its checklist."""

    class Meta:
        model = DutyRecord
        fields = ["done_on", "result", "note", "form_key"]
        widgets = {
            "done_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "result": forms.RadioSelect,
            "form_key": forms.HiddenInput,
        }

    def __init__(self, duty: Duty, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"done_on": today, "form_key": uuid4()})
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["result"].choices = DutyResult.choices
        fields["done_on"].widget.attrs["max"] = today.isoformat()
        self.steps = checklists.kept(duty.checklist.steps) if duty.checklist else []
        for step in self.steps:
            self.fields[step.code] = _field_of(step)
        self.order_fields(["done_on", *(step.code for step in self.steps)])

    def clean_done_on(self) -> Any:
        day = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise ValidationError(_("It cannot have been done after today."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["answers"] = {step.code: data.pop(step.code, None) for step in self.steps}
        if data.get("result") == DutyResult.PASS:
            for step in checklists.amiss(self.steps, data["answers"]):
                self.add_error(step.code, _why(step))
        return data


def _field_of(step: Step) -> forms.Field:
    if step.kind == "tick":
        return forms.BooleanField(label=step.says, required=False)
    if step.kind == "number":
        return forms.FloatField(
            label=step.says, required=False, help_text=step.limits, localize=False
        )
    return forms.CharField(label=step.says, required=False, max_length=200)


def _why(step: Step) -> str:
    if step.kind == "number":
        said = _("Not measured, or outside its limits (%(limits)s): it has not passed.")
        return said % {"limits": step.limits or _("none")}
    return _("This is open: do it, or do not say that it has just passed.")
