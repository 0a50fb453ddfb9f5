"""What a person may type, checked before anything is done. The fields bear the
names of the verbs' arguments."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.competency.models import Competency
from portal.people.models import User
from tickets.desk.models import CanWork, Category, Cause, HoldReason
from tickets.inventory.models import ConfigurationItem


class ReportForm(forms.Form):
    """Three fields, and which device. What was typed stays in every case."""

    item = forms.ModelChoiceField(
        ConfigurationItem.objects.none(),
        to_field_name="short_id",
        label=_("Which one?"),
        error_messages={"required": _("Choose the device, or find it by its name.")},
    )
    find = forms.CharField(required=False, max_length=80, label=_("Find it"))
    category = forms.TypedChoiceField(
        choices=Category.choices,
        coerce=Category,
        widget=forms.RadioSelect,
        label=_("1. What happens?"),
        error_messages={"required": _("Tap what comes nearest.")},
    )
    can_work = forms.TypedChoiceField(
        choices=CanWork.choices,
        coerce=CanWork,
        widget=forms.RadioSelect,
        label=_("2. Can you work?"),
        error_messages={"required": _("Tap Yes, Workaround or No.")},
    )
    patient_on_table = forms.BooleanField(required=False)
    description = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        label=_("3. What do you see?"),
        help_text=_("No patient's name, number or birth date."),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, items: QuerySet[ConfigurationItem], **options: Any
    ) -> None:
        options.setdefault("initial", {}).setdefault("form_key", uuid4())
        super().__init__(*args, **options)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]

    def clean_description(self) -> str:
        return str(self.cleaned_data["description"]).strip()


class MessageForm(forms.Form):
    """A reply or a note; the two differ by who may read it."""

    see = forms.ChoiceField(choices=[("reply", "reply"), ("note", "note")])
    body = forms.CharField(
        max_length=8000,
        widget=forms.Textarea({"rows": 3}),
        label=_("Your message"),
        error_messages={"required": _("Write something first.")},
    )

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).strip()


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("To whom?"))

    def __init__(self, *args: Any, agents: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = agents  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    reason = forms.TypedChoiceField(
        choices=HoldReason.choices,
        coerce=HoldReason,
        widget=forms.RadioSelect,
        label=_("What does it wait for?"),
    )
    until = forms.DateTimeField(
        label=_("Until when?"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Then the clock runs again by itself."),
    )
    promised = forms.CharField(
        required=False,
        max_length=200,
        label=_("What was promised?"),
        help_text=_("For example the vendor's case number."),
    )

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        now = timezone.now()
        if until <= now:
            raise forms.ValidationError(
                _("A hold ends in the future: choose a later time.")
            )
        if until > now + timedelta(days=366):
            raise forms.ValidationError(_("A hold lasts a year at most."))
        return until


class LackingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A competency; or the choice, made on purpose, that none of ours covers it."""

    NONE = "none"

    def to_python(self, value: Any) -> Competency | None:
        if value == self.NONE:
            return None
        found: Competency | None = super().to_python(value)
        return found


class ResolveForm(forms.Form):
    """A training cause names the competency that was lacking, or says that we have
    none for it."""

    cause = forms.TypedChoiceField(
        choices=Cause.choices,
        coerce=Cause,
        widget=forms.RadioSelect,
        label=_("What was the cause?"),
        error_messages={"required": _("Choose the cause.")},
    )
    resolution = forms.CharField(
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        label=_("What put it right?"),
        help_text=_("The reporter reads this."),
        error_messages={"required": _("Say what put it right, in a sentence.")},
    )
    lacking = LackingField(
        Competency.objects.none(),
        required=False,
        label=_("Which competency was lacking?"),
    )

    def __init__(
        self, *args: Any, competencies: QuerySet[Competency], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["lacking"].queryset = competencies  # type: ignore[attr-defined]

    def leave_out(self, cause: Cause) -> None:
        field = self.fields["cause"]
        field.choices = [  # type: ignore[attr-defined]
            choice for choice in Cause.choices if choice[0] != cause
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("cause") != Cause.TRAINING:
            data["lacking"] = None
            self.errors.pop("lacking", None)
        elif not self["lacking"].value():
            said = _("Choose what was lacking, or say that none of ours covers it.")
            self.add_error("lacking", said)
        return data


class ReopenForm(forms.Form):
    reason = forms.CharField(
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        label=_("What does not work yet?"),
        help_text=_("No patient's name, number or birth date."),
        error_messages={"required": _("Say in a few words what you still see.")},
    )
