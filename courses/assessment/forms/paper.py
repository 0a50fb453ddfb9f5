"""Exercises on paper, as their authors write them: headers, and what befalls them."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment.forms.base import KindForm
from courses.assessment.kinds import Key, Written
from courses.assessment.kinds.deidentify import MOST_ATTRIBUTES
from courses.assessment.kinds.header_reading import CLEAN
from courses.catalog.markdown import render_line
from courses.dicom.deid.profiles import built_in
from courses.phantoms import faults, paper

HEADERS = [(one.code, one.title) for one in paper.CATALOGUE.values()]


class PaperForm(KindForm):
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
        found = super().clean()
        if self.must_be_whole:
            found["pass_mark"] = 100
        return found


class HeadersForm(PaperForm):
    headers = forms.ChoiceField(
        label=_l("Examination"),
        choices=HEADERS,
        help_text=_l("Its header is drawn anew for each learner."),
    )


def fault_fields(codes: Iterable[str], labels: Mapping[str, Any]) -> dict[str, Any]:
    """A box for each fault: a learner gets one of those that are ticked."""
    return {
        f"fault_{code.replace('-', '_')}": forms.BooleanField(
            label=labels.get(code) or faults.CATALOGUE[code].title,
            help_text=faults.CATALOGUE[code].says if code in faults.CATALOGUE else "",
            required=False,
        )
        for code in codes
    }


def ticked(said: Mapping[str, Any], codes: Iterable[str]) -> list[dict[str, str]]:
    """The faults that an author ticked, each with the reason that fits them all."""
    why = render_line(said.get("why", ""))
    return [
        {"fault": code, "why": why}
        for code in codes
        if said.get(f"fault_{code.replace('-', '_')}")
    ]


def fitting(said: Mapping[str, Any], codes: Iterable[str]) -> list[dict[str, str]]:
    """Those of the ticked faults that the chosen examination can have."""
    named = ticked(said, codes)
    if not said.get("headers"):
        return named
    can = {one.code for one in faults.fitting(paper.study(said["headers"], seed=1))}
    return [one for one in named if one["fault"] in can | {CLEAN}]


def unticked(named: Iterable[Mapping[str, str]]) -> dict[str, bool]:
    return {f"fault_{one['fault'].replace('-', '_')}": True for one in named}


class AnomalyForm(PaperForm):
    cases = forms.IntegerField(
        label=_l("Cases"),
        min_value=2,
        max_value=30,
        initial=10,
        help_text=_l("Ten have every field of the matrix once."),
    )

    def written(self) -> Written:
        return Written({}, {"count": self.cleaned_data["cases"]})

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        return {"cases": key["count"]}


class DeidentifyForm(HeadersForm):
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

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if bool(found.get("headers")) == bool(found.get("phantom")):
            said = _("Choose an examination, or a phantom whose images have words.")
            self.add_error("headers", said)
        if not (
            found.get("attributes") or found.get("with_files") or found.get("phantom")
        ):
            self.add_error("attributes", _("Ask for something: attributes or files."))
        return found

    def written(self) -> Written:
        said = self.cleaned_data
        key = {
            "headers": said.get("headers", ""),
            "attributes": said["attributes"],
            "files": said["with_files"],
        }
        return Written({"profile": said["profile"]}, key)

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        return {
            "profile": task["profile"],
            "headers": key["headers"],
            "attributes": key["attributes"],
            "with_files": key["files"],
        }
