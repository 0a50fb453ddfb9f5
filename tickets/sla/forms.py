"""What may be typed about promises and hours."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.sla import hours
from tickets.sla.models import (
    BusinessCalendar,
    PriorityRule,
    ServiceLevel,
    Weekday,
)


class LevelForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its fields carry the names of `workflow.promise`."""

    class Meta:
        model = ServiceLevel
        fields = [
            *("priority", "tier", "response_minutes"),
            *("resolution_minutes", "calendar"),
        ]
        widgets = {
            "priority": forms.NumberInput(attrs={"min": 1, "max": 4}),
            "tier": forms.NumberInput(attrs={"min": 1, "max": 4}),
        }


class HoursField(forms.CharField):
    def clean(self, value: Any) -> list[hours.Interval]:
        try:
            return hours.read_day(super().clean(value))
        except hours.Unreadable as part:
            raise ValidationError(
                _("“%(part)s” is no time span. Write 08:00-12:00.") % {"part": part}
            ) from part
        except hours.Overlapping as text:
            raise ValidationError(
                _("“%(text)s” overlaps itself, or ends before it begins.")
                % {"text": text}
            ) from text


class HolidaysField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 8})

    def clean(self, value: Any) -> Any:
        try:
            return hours.read_holidays(super().clean(value))
        except hours.Unreadable as line:
            raise ValidationError(
                _("“%(line)s” does not begin with a day. Write 2026-12-25 Christmas.")
                % {"line": line}
            ) from line


class CalendarForm(forms.ModelForm):  # type: ignore[type-arg]
    holidays = HolidaysField(
        label=gettext_lazy("Holidays"),
        required=False,
        max_length=20_000,
        help_text=gettext_lazy("One a line, the day first: 2026-12-25 Christmas."),
    )

    class Meta:
        model = BusinessCalendar
        fields = ["name", "time_zone", "round_the_clock"]
        help_texts = {
            "time_zone": gettext_lazy("Such as Europe/Berlin."),
            "round_the_clock": gettext_lazy("Then neither hours nor holidays count."),
        }

    field_order = ["name", "time_zone", "round_the_clock"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week: dict[int, list[hours.Interval]] = {}
        for one in self.instance.intervals.all():
            week.setdefault(one.weekday, []).append((one.opens, one.closes))
        for day in Weekday:
            self.fields[f"day{day}"] = HoursField(
                label=day.label,
                required=False,
                max_length=120,
                initial=hours.write_day(week.get(day, [])),
                help_text=_("Such as 08:00-12:00, 12:30-17:00. Empty: closed.")
                if day == Weekday.MONDAY
                else "",
            )
        self.fields["holidays"].initial = "\n".join(
            f"{one.on.isoformat()} {one.name}" for one in self.instance.holidays.all()
        )
        self.order_fields([*self.field_order, *(f"day{day}" for day in Weekday)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_open = data.get("round_the_clock") or any(
            data.get(f"day{day}") or f"day{day}" in self.errors for day in Weekday
        )
        if not is_open:
            raise ValidationError(
                _("A calendar that never opens keeps no promise: give it some hours.")
            )
        return data

    def terms(self) -> dict[str, Any]:
        """As `workflow.set_hours` wants them."""
        data = dict(self.cleaned_data)
        week = {int(day): data.pop(f"day{day}") for day in Weekday}
        return {**data, "week": week}


class MatrixForm(forms.Form):
    """One choice for each meeting of impact and urgency."""

    PRIORITIES = [(n, f"P{n}") for n in range(1, 5)]
    IMPACTS = [
        gettext_lazy("Much of the department"),
        gettext_lazy("Several people or rooms"),
        gettext_lazy("One person or room"),
    ]
    URGENCIES = [
        gettext_lazy("Work has stopped"),
        gettext_lazy("A workaround helps"),
        gettext_lazy("Work goes on"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in PriorityRule.objects.all():
            impact = self.IMPACTS[rule.impact - 1]
            urgency = self.URGENCIES[rule.urgency - 1]
            self.fields[f"cell{rule.impact}{rule.urgency}"] = forms.TypedChoiceField(
                label=f"{impact}; {urgency}",
                choices=self.PRIORITIES,
                coerce=int,
                initial=rule.priority,
            )

    def matrix(self) -> dict[tuple[int, int], int]:
        return {
            (int(name[-2]), int(name[-1])): value
            for name, value in self.cleaned_data.items()
        }
