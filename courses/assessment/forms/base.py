"""What every exercise says, whatever its kind."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import yaml
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses import phantoms
from courses.assessment.authoring import ReadExercise
from courses.assessment.forms.parts import AFTER, ALWAYS, BEFORE
from courses.assessment.kinds import Key, Written
from courses.catalog.markdown import flaws, render
from courses.competency.models import Competency
from courses.studies.models import Study

LEVELS = [(n, str(n)) for n in range(1, 5)]


class KindForm(forms.Form):
    """A kind adds its own fields and says what they come to in `written`.

    `draws` names the marks that an author may draw as the truth; they arrive in the
    hidden field `truth`, kept by the viewer on the page."""

    draws: ClassVar[tuple[str, ...]] = ()
    # A field that is of use only with another: which, and with what chosen in it;
    # with anything at all, where nothing is named.
    when: ClassVar[Mapping[str, tuple[str, tuple[str, ...]]]] = {}
    from_phantom: ClassVar[bool] = True  # may be made anew for each learner
    from_study: ClassVar[bool] = True  # may ask about one study of the library

    title = forms.CharField(label=_l("Title"), max_length=120)
    summary = forms.CharField(
        label=_l("In one line"),
        max_length=200,
        required=False,
        help_text=_l("What one can do afterwards."),
    )
    prompt = forms.CharField(
        label=_l("The task"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("What to do, in Markdown. Nothing here may give the answer away."),
    )
    study = forms.ModelChoiceField(
        Study.objects.none(),
        label=_l("Study"),
        required=False,
        help_text=_l("It leaves the library: each learner gets a copy."),
    )
    phantom = forms.ChoiceField(
        label=_l("Or made for each learner"),
        required=False,
        help_text=_l(
            "Images drawn anew for everybody, so that no answer is passed on."
        ),
    )
    options = forms.CharField(
        label=_l("How they are made"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_l("One `name: value` a line; empty for the usual."),
    )
    stays = forms.BooleanField(
        label=_l("The study stays in the library"),
        required=False,
        help_text=_l("Only where nothing that stands there gives the answer away."),
    )
    minutes = forms.IntegerField(
        label=_l("Minutes"), min_value=1, max_value=240, initial=5
    )
    allowed_minutes = forms.IntegerField(
        label=_l("Minutes allowed"),
        min_value=1,
        max_value=480,
        required=False,
        help_text=_l("By the server's clock; empty for no clock."),
    )
    pass_mark = forms.IntegerField(
        label=_l("Percent to pass"), min_value=1, max_value=100, initial=80
    )
    competency = forms.ModelChoiceField(
        Competency.objects.none(),
        label=_l("Evidence for"),
        required=False,
        empty_label=_l("Nothing"),
    )
    level = forms.TypedChoiceField(
        label=_l("At level"), choices=LEVELS, coerce=int, initial=2, required=False
    )
    after = forms.CharField(
        label=_l("What to know afterwards"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_l("Shown with the right answer, in Markdown."),
    )
    truth = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-viewer-input": ""})
    )

    def __init__(self, *args: Any, own: Study | None = None, **kwargs: Any) -> None:
        """`own`: the study that this exercise has in reserve already."""
        super().__init__(*args, **kwargs)
        mine = Q(pk=own.pk) if own else Q()
        library = Study.objects.released().filter(Q(reserved=False) | mine)
        self._choose("study", library.filter(variants=None).order_by("title"))
        self.only_with = {**ALWAYS, **self.when}
        self._choose(
            "competency", Competency.objects.filter(archived=False).order_by("code")
        )
        made = [(one.code, one.title) for one in phantoms.CATALOGUE.values()]
        self.fields["phantom"].choices = [("", _("No")), *sorted(made)]  # type: ignore[attr-defined]
        left_out = [
            *(() if self.from_phantom else ("phantom", "options")),
            *(() if self.from_study else ("study", "stays")),
            *(() if self.draws else ("truth",)),
        ]
        for name in left_out:
            del self.fields[name]

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def sections(self) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
        """The page's parts, each field with what it depends on."""
        shared = {name for _title, names in (*BEFORE, *AFTER) for name in names}
        own = [name for name in self.fields if name not in shared | {"truth"}]
        for title, names in (*BEFORE, (_l("What is right"), own), *AFTER):
            shown = [self._shown(name) for name in names if name in self.fields]
            if shown:
                yield title, shown

    def _shown(self, name: str) -> dict[str, Any]:
        other, values = self.only_with.get(name, ("", ()))
        if other not in self.fields:
            return {"field": self[name]}
        return {
            "field": self[name],
            "other": self[other].html_name,
            "values": " ".join(values),
        }

    def written(self) -> Written:
        """The kind's part of what was typed, as `Kind.read` gives it from a file."""
        raise NotImplementedError

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        """The kind's own fields, from what was written."""
        raise NotImplementedError

    @classmethod
    def marks_of(cls, key: Key) -> list[dict[str, Any]]:
        """What its author drew, each by the number of its image."""
        return []

    def clean_prompt(self) -> str:
        return _sound(self.cleaned_data["prompt"])

    def clean_after(self) -> str:
        return _sound(self.cleaned_data["after"])

    def clean_options(self) -> dict[str, Any]:
        try:
            found = yaml.safe_load(self.cleaned_data["options"] or "{}")
        except yaml.YAMLError:
            found = None
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Write `name: value`, one a line."))
        return found

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.draws:
            found["truth"] = self._truth(found.get("truth", ""))
        study, phantom = found.get("study"), found.get("phantom")
        if study and phantom:
            self.add_error("phantom", _("Choose a study or a phantom, not both."))
        if self.from_phantom and self.from_study and not (study or phantom):
            self.add_error("study", _("Choose a study, or a phantom below."))
        if phantom:
            self._check_options(phantom, found.get("options") or {})
        self.check(found)
        return found

    def check(self, found: dict[str, Any]) -> None:
        """What a kind wants beside."""

    def _truth(self, text: str) -> list[Any]:
        """Said above the form: the field itself is hidden."""
        try:
            found = json.loads(text or "[]")
        except ValueError:
            found = None
        if isinstance(found, list):
            return found
        self.add_error(None, _("The marks cannot be read. Draw them again."))
        return []

    def _check_options(self, phantom: str, options: dict[str, Any]) -> None:
        known = phantoms.CATALOGUE[phantom].options
        if unknown := options.keys() - known.keys():
            said = _("%(no)s is none of %(known)s.") % {
                "no": ", ".join(sorted(map(str, unknown))),
                "known": ", ".join(known),
            }
            self.add_error("options", said)

    def as_read(self, kind: str) -> ReadExercise:
        """What publishing writes, the same as from a course's files."""
        said, written = self.cleaned_data, self.written()
        key = {**written.key, "after": render(said["after"])}
        if said.get("phantom"):
            options = said.get("options") or {}
            key["phantom"] = {"code": said["phantom"], "options": options}
        study = said.get("study")
        return ReadExercise(
            kind=kind,
            prompt=render(said["prompt"]),
            task=written.task,
            key=key,
            study_name=study.title if study else "",
            pass_mark=said["pass_mark"],
            allowed_minutes=said["allowed_minutes"],
            stays_in_library=bool(study and said.get("stays")),
        )


def _sound(text: str) -> str:
    for line, message in flaws(text):
        raise forms.ValidationError(f"{_('Line')} {line}: {message}")
    return text
