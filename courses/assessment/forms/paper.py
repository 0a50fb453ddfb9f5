"""Exercises on paper, as their authors write them: headers, and what befalls them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment.forms.lines import ReadForm
from courses.assessment.forms.unrendered import line_of
from courses.assessment.kinds import Key
from courses.assessment.kinds.deidentify import MOST_ATTRIBUTES
from courses.assessment.kinds.header_reading import CLEAN
from courses.dicom.deid.profiles import built_in
from courses.phantoms import faults, paper

HEADERS = [(one.code, one.title) for one in paper.CATALOGUE.values()]


class PaperForm(ReadForm):
    """On headers that are drawn for each learner; `must_be_whole`: nothing short of
    all passes."""

    from_study: ClassVar[bool] = False
    from_phantom: ClassVar[bool] = False
    must_be_whole: ClassVar[bool] = False
    usual_pass_mark: ClassVar[int] = 90

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pass_mark"].initial = self.usual_pass_mark
        if self.must_be_whole:
            del self.fields["pass_mark"]

    def clean(self) -> dict[str, Any]:
        if self.must_be_whole:
            self.cleaned_data["pass_mark"] = 100
        return super().clean()


class HeadersForm(PaperForm):
    headers = forms.ChoiceField(
        label=_l("Examination"),
        choices=HEADERS,
        help_text=_l("Its header is drawn anew for each learner."),
    )


class FaultsForm(HeadersForm):
    """Each fault with a box, and a reason of its own: a learner gets one of those that
    are ticked."""

    faults: ClassVar[Sequence[str]] = ()
    named: ClassVar[Mapping[str, Any]] = {}  # what is no fault of the catalogue
    none_fits: ClassVar[str | Promise] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in self.faults:
            box, why = _name("fault", code), _name("why", code)
            self.fields |= _fault_fields(code, self.named.get(code))
            self.only_with[why] = (box, ())

    def check(self, found: dict[str, Any]) -> None:
        if not self.fitting():
            self.add_error(None, str(self.none_fits))

    def ticked(self) -> list[dict[str, str]]:
        said = self.cleaned_data
        return [
            {"fault": code, "why": said.get(_name("why", code), "")}
            for code in self.faults
            if said.get(_name("fault", code))
        ]

    def fitting(self) -> list[dict[str, str]]:
        """Those of the ticked faults that the chosen examination can have."""
        named, headers = self.ticked(), self.cleaned_data.get("headers")
        if not headers:
            return named
        can = {one.code for one in faults.fitting(paper.study(headers, seed=1))}
        return [one for one in named if one["fault"] in can | {CLEAN}]

    @staticmethod
    def unticked(named: Iterable[Mapping[str, str]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in named:
            found[_name("fault", one["fault"])] = True
            found[_name("why", one["fault"])] = line_of(one["why"])
        return found


def _name(what: str, code: str) -> str:
    return f"{what}_{code.replace('-', '_')}"


def _fault_fields(code: str, label: Any) -> dict[str, forms.Field]:
    known = faults.CATALOGUE.get(code)
    return {
        _name("fault", code): forms.BooleanField(
            label=label or (known.title if known else code),
            help_text=known.says if known else "",
            required=False,
        ),
        _name("why", code): forms.CharField(
            label=_("What you add to the explanation"),
            required=False,
            max_length=600,
            help_text=_("What proves it is said by itself."),
        ),
    }


class AnomalyForm(PaperForm):
    code = "anomaly"

    cases = forms.IntegerField(
        label=_l("Cases"),
        min_value=2,
        max_value=30,
        initial=10,
        help_text=_l("Ten have every field of the matrix once."),
    )

    def told(self) -> dict[str, Any]:
        return {"cases": self.cleaned_data["cases"]}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        return {"cases": key["count"]}


class DeidentifyForm(HeadersForm):
    code = "deidentify"
    from_phantom = True
    usual_pass_mark = 70

    headers = forms.ChoiceField(
        label=_l("Examination"),
        choices=[("", _l("None: a phantom's images, named below")), *HEADERS],
        required=False,
        help_text=_l("Its header is drawn anew for each learner."),
    )
    profile = forms.ChoiceField(
        label=_l("Profile"),
        choices=[(name, one.title) for name, one in built_in().items()],
        initial="teaching",
        help_text=_l("What is right is read from our own de-identification."),
    )
    attributes = forms.IntegerField(
        label=_l("Attributes to decide on"),
        min_value=0,
        max_value=MOST_ATTRIBUTES,
        initial=12,
    )
    with_files = forms.BooleanField(
        label=_l("Name the files that leave with it"), required=False
    )

    def check(self, found: dict[str, Any]) -> None:
        if bool(found.get("headers")) == bool(found.get("phantom")):
            said = _("Choose an examination, or a phantom whose images have words.")
            self.add_error("headers", said)
        if not (
            found.get("attributes") or found.get("with_files") or found.get("phantom")
        ):
            self.add_error("attributes", _("Ask for something: attributes or files."))

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        drawn = {"code": said["phantom"]} if said["phantom"] else None
        return {
            "profile": said["profile"],
            **({"phantom": drawn} if drawn else {"headers": said["headers"]}),
            "attributes": said["attributes"],
            "files": said["with_files"],
        }

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        return {
            "profile": task["profile"],
            "headers": key["headers"],
            "attributes": key["attributes"],
            "with_files": key["files"],
        }
