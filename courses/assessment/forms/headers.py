"""Headers to be repaired, read and sorted, as their authors write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from pydicom.datadict import tag_for_keyword

from courses.assessment.forms.lines import joined
from courses.assessment.forms.paper import HEADERS, FaultsForm, PaperForm
from courses.assessment.forms.unrendered import line_of
from courses.assessment.kinds import Key
from courses.assessment.kinds.arrivals import DOUBLE, NONE
from courses.assessment.kinds.header_reading import CLEAN, WHY
from courses.assessment.kinds.header_repair import FAULTS
from courses.assessment.kinds.sorting import FAULTS as GROUPING
from courses.phantoms import faults

PLACES = (1, 2, 3)


class HeaderRepairForm(FaultsForm):
    code = "header-repair"
    must_be_whole = True
    faults = [code for code in faults.CATALOGUE if code in FAULTS]
    none_fits = _l("Tick at least one fault that this examination can have.")

    at_once = forms.IntegerField(
        label=_l("Faults at once"),
        min_value=1,
        max_value=3,
        initial=1,
        help_text=_l("Drawn for each learner from those that you tick below."),
    )
    orders = forms.IntegerField(
        label=_l("Orders on the list"), min_value=2, max_value=12, initial=6
    )

    def check(self, found: dict[str, Any]) -> None:
        super().check(found)
        if 0 < len(self.fitting()) < (found.get("at_once") or 1):
            self.add_error("at_once", _("Tick as many faults as come at once."))

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        named = {one: said[one] for one in ("headers", "at_once", "orders")}
        return {**named, "faults": self.ticked(), "pass_mark": 100}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        named = ("headers", "at_once", "orders")
        return {**{one: key[one] for one in named}, **cls.unticked(key["faults"])}


class HeaderReadingForm(FaultsForm):
    code = "header-reading"
    faults = list(WHY)
    named = {CLEAN: _l("None: all of it can be")}
    none_fits = _l("Tick a fault that this examination can have, or that it has none.")

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

    def clean_find(self) -> list[dict[str, str]]:
        lines = [one for one in self.cleaned_data["find"].splitlines() if one.strip()]
        return [_asked(line) for line in lines]

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        asked = min(said["ask"] or len(said["find"]), len(said["find"]))
        return {
            "headers": said["headers"],
            "find": said["find"],
            "ask": asked,
            "impossible": self.ticked(),
        }

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        lines = [
            joined(one["keyword"], one["ask"], line_of(one["why"]))
            for one in key["find"]
        ]
        return {
            "headers": key["headers"],
            "find": "\n".join(lines),
            "ask": key["ask"],
            **cls.unticked(key["impossible"]),
        }


def _asked(line: str) -> dict[str, str]:
    keyword, ask, why = (*(part.strip() for part in line.split("|", 2)), "", "")[:3]
    if tag_for_keyword(keyword) is None:
        raise forms.ValidationError(_("“%s” is no keyword of DICOM.") % keyword)
    if not ask:
        raise forms.ValidationError(_("%s: write the question after a |.") % keyword)
    return {"keyword": keyword, "ask": ask[:200], "why": why}


class SortingForm(PaperForm):
    code = "sorting"
    must_be_whole = True

    orders = forms.IntegerField(
        label=_l("Orders on the list"), min_value=2, max_value=10, initial=4
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        befallen = [(code, _fault_name(code)) for code in GROUPING]
        for place in PLACES:
            added = _study_fields(place, befallen)
            self.fields |= added
            for name in list(added)[1:]:
                self.only_with[name] = (f"headers_{place}", ())

    def check(self, found: dict[str, Any]) -> None:
        if not any(found.get(f"headers_{place}") for place in PLACES):
            self.add_error("headers_1", _("Choose at least one examination."))

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        studies = [
            {
                "headers": said[f"headers_{place}"],
                "fault": said[f"fault_{place}"] or NONE,
                "patient": int(said[f"patient_{place}"] or place),
            }
            for place in PLACES
            if said[f"headers_{place}"]
        ]
        return {"studies": studies, "orders": said["orders"], "pass_mark": 100}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        found: dict[str, Any] = {"orders": key["orders"]}
        for place, one in enumerate(key["studies"][: len(PLACES)], start=1):
            named = ("headers", "fault", "patient")
            found |= {f"{name}_{place}": one[name] for name in named}
        return found


def _study_fields(place: int, befallen: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        f"headers_{place}": forms.ChoiceField(
            label=_("Study %d") % place,
            choices=[("", _("None")), *HEADERS],
            required=False,
        ),
        f"fault_{place}": forms.ChoiceField(
            label=_("What befell it"), choices=befallen, initial=NONE, required=False
        ),
        f"patient_{place}": forms.ChoiceField(
            label=_("Of patient"),
            choices=[(n, n) for n in PLACES],
            initial=place,
            required=False,
            help_text=_("Two studies with the same number are of one person."),
        ),
    }


def _fault_name(code: str) -> str:
    named = {NONE: _("Nothing"), DOUBLE: _("A series was sent twice")}
    return named.get(code) or faults.CATALOGUE[code].title
