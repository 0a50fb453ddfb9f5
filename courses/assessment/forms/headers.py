"""Headers to be repaired, read and sorted, as their authors write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from pydicom.datadict import tag_for_keyword

from courses.assessment.forms.paper import (
    HEADERS,
    HeadersForm,
    PaperForm,
    fault_fields,
    fitting,
    ticked,
    unticked,
)
from courses.assessment.kinds import Key, Written
from courses.assessment.kinds.arrivals import DOUBLE, NONE
from courses.assessment.kinds.header_reading import CLEAN, WHY
from courses.assessment.kinds.header_repair import FAULTS
from courses.assessment.kinds.sorting import FAULTS as GROUPING
from courses.catalog.markdown import render_line
from courses.phantoms import faults

REPAIRED = [code for code in faults.CATALOGUE if code in FAULTS]
READ = list(WHY)
PLACES = (1, 2, 3)


class HeaderRepairForm(HeadersForm):
    must_be_whole = True

    at_once = forms.IntegerField(
        label=_l("Faults at once"), min_value=1, max_value=3, initial=1
    )
    orders = forms.IntegerField(
        label=_l("Orders on the list"), min_value=2, max_value=12, initial=6
    )
    why = forms.CharField(
        label=_l("What you add to the proof"),
        required=False,
        max_length=600,
        help_text=_l("Which papers prove it is said by itself."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= fault_fields(REPAIRED, {})

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        named = fitting(found, REPAIRED)
        if not named:
            said = _("Tick at least one fault that this examination can have.")
            self.add_error(None, said)
        elif len(named) < (found.get("at_once") or 1):
            self.add_error("at_once", _("Tick as many faults as come at once."))
        return found

    def written(self) -> Written:
        said = self.cleaned_data
        named = ("headers", "at_once", "orders")
        key = {**{one: said[one] for one in named}, "faults": ticked(said, REPAIRED)}
        return Written({}, key)

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        named = ("headers", "at_once", "orders")
        return {**{one: key[one] for one in named}, **unticked(key["faults"])}


class HeaderReadingForm(HeadersForm):
    find = forms.CharField(
        label=_l("What is to be found"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_l(
            "One line for each: keyword | question | why. For example: "
            "SliceThickness | How thick is a slice? | It is nominal."
        ),
    )
    ask = forms.IntegerField(
        label=_l("How many of them are asked"),
        min_value=1,
        max_value=30,
        required=False,
        help_text=_l("Drawn for each learner; empty for all."),
    )
    why = forms.CharField(
        label=_l("What you add to the explanation"), required=False, max_length=600
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {CLEAN: _("None: all of it can be")}
        self.fields |= fault_fields(READ, named)

    def clean_find(self) -> list[dict[str, str]]:
        lines = [one for one in self.cleaned_data["find"].splitlines() if one.strip()]
        return [_asked(line) for line in lines]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not fitting(found, READ):
            said = _(
                "Tick a fault that this examination can have, or that it has none."
            )
            self.add_error(None, said)
        return found

    def written(self) -> Written:
        said = self.cleaned_data
        key = {
            "headers": said["headers"],
            "find": said["find"],
            "ask": min(said["ask"] or len(said["find"]), len(said["find"])),
            "impossible": ticked(said, READ),
        }
        return Written({}, key)

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        lines = [f"{one['keyword']} | {one['ask']}" for one in key["find"]]
        return {
            "headers": key["headers"],
            "find": "\n".join(lines),
            "ask": key["ask"],
            **unticked(key["impossible"]),
        }


def _asked(line: str) -> dict[str, str]:
    keyword, ask, why = (*(part.strip() for part in line.split("|", 2)), "", "")[:3]
    if tag_for_keyword(keyword) is None:
        raise forms.ValidationError(_("“%s” is no keyword of DICOM.") % keyword)
    if not ask:
        raise forms.ValidationError(_("%s: write the question after a |.") % keyword)
    return {"keyword": keyword, "ask": ask[:200], "why": render_line(why)}


class SortingForm(PaperForm):
    must_be_whole = True

    orders = forms.IntegerField(
        label=_l("Orders on the list"), min_value=2, max_value=10, initial=4
    )
    same_patient = forms.BooleanField(
        label=_l("The first two are of one patient"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        befallen = [(code, _fault_name(code)) for code in GROUPING]
        for place in PLACES:
            self.fields |= _study_fields(place, befallen)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not any(found.get(f"headers_{place}") for place in PLACES):
            self.add_error("headers_1", _("Choose at least one examination."))
        return found

    def written(self) -> Written:
        said = self.cleaned_data
        studies = [
            {
                "headers": said[f"headers_{place}"],
                "fault": said[f"fault_{place}"],
                "patient": 1 if place == 2 and said["same_patient"] else place,
            }
            for place in PLACES
            if said[f"headers_{place}"]
        ]
        return Written({}, {"studies": studies, "orders": said["orders"]})

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        found: dict[str, Any] = {"orders": key["orders"]}
        for place, one in enumerate(key["studies"][: len(PLACES)], start=1):
            found[f"headers_{place}"] = one["headers"]
            found[f"fault_{place}"] = one["fault"]
        patients = [one["patient"] for one in key["studies"][:2]]
        return {**found, "same_patient": len(patients) > len(set(patients))}


def _study_fields(place: int, befallen: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        f"headers_{place}": forms.ChoiceField(
            label=_("Study %d") % place,
            choices=[("", _("None")), *HEADERS],
            required=False,
        ),
        f"fault_{place}": forms.ChoiceField(
            label=_("What befell it"), choices=befallen, initial=NONE
        ),
    }


def _fault_name(code: str) -> str:
    named = {NONE: _("Nothing"), DOUBLE: _("A series was sent twice")}
    return named.get(code) or faults.CATALOGUE[code].title
