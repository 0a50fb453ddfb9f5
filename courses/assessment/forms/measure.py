"""Measures, as their author writes them: a tool for each, and what that tool needs."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment.forms.lines import (
    CHOICES_HELP,
    ReadForm,
    box,
    questions,
    questions_of,
)
from courses.assessment.forms.unrendered import line_of
from courses.assessment.grading.measure import MOST
from courses.assessment.kinds import Key
from courses.assessment.kinds.measures import GIVES

TOOLS: Final = {
    "length": _l("A length"),
    "angle": _l("An angle"),
    "cobb": _l("A Cobb angle"),
    "ellipse": _l("An ellipse"),
    "rectangle": _l("A rectangle"),
    "freehand": _l("An area by hand"),
}
REGIONS: Final = tuple(tool for tool in TOOLS if len(GIVES[tool]) > 1)
VALUES: Final = {
    "mean": _l("Its mean"),
    "sd": _l("Its standard deviation"),
    "area": _l("Its area"),
}
# What each measure says, and what of it only one that is drawn for each learner.
PLAIN: Final = ("ask", "why", "tolerance", "falls_to", "slices", "value")
DRAWN: Final = ("finding", "nth", "fact", "ends")


class MeasureForm(ReadForm):
    code = "measure"
    draws = tuple(GIVES)

    choices = box(_l("Questions beside it"), CHOICES_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = self.fields.pop("choices")
        for n in self._places():
            added = _thing_fields(n)
            self.fields |= added
            self.only_with |= {
                name: _wanted_by(name, n)
                for name in added
                if not name.startswith("draw_")
            }
        self.fields["choices"] = last

    def _places(self) -> range:
        """Those that are in use, and one more."""
        used = [n for n in range(1, MOST + 1) if self._had(f"draw_{n}")]
        return range(1, min(MOST, max(used, default=0) + 1) + 1)

    def _had(self, name: str) -> Any:
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def check(self, found: dict[str, Any]) -> None:
        for n, _tool in self._tools():
            for name in ("ask", "tolerance"):
                if found.get(f"{name}_{n}") in (None, ""):
                    self.add_error(f"{name}_{n}", _("Each measure needs this."))
            if found.get("phantom") and not found.get(f"finding_{n}"):
                said = _("Name what is measured, as the drawing calls it.")
                self.add_error(f"finding_{n}", said)
        if found.get("study"):
            self._check_drawn([tool for _n, tool in self._tools()])

    def _check_drawn(self, wanted: list[str]) -> None:
        drawn = [mark["kind"] for mark in self.drawn()]
        if sorted(drawn) == sorted(wanted):
            return
        said = _("You chose %(wanted)s and drew %(drawn)s. Draw each measure once.") % {
            "wanted": ", ".join(str(TOOLS[one]) for one in wanted) or _("nothing"),
            "drawn": ", ".join(str(TOOLS[one]) for one in drawn) or _("nothing"),
        }
        self.add_error(None, said)

    def _tools(self) -> Iterator[tuple[int, str]]:
        for n in self._places():
            if tool := self.cleaned_data.get(f"draw_{n}"):
                yield n, tool

    def told(self) -> dict[str, Any]:
        drawn = self.drawn()
        things = [
            self._thing(n, tool, _taken(drawn, tool)) for n, tool in self._tools()
        ]
        return {"things": things, "choices": questions(self.cleaned_data["choices"])}

    def _thing(
        self, number: int, tool: str, mark: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        said = self.cleaned_data
        typed = {name: said.get(f"{name}_{number}") for name in (*PLAIN, *DRAWN)}
        kept = {name: one for name, one in typed.items() if one not in (None, "")}
        told = {
            "label": said.get(f"label_{number}") or chr(ord("A") + number - 1),
            "draw": tool,
            "why": kept["ask"],
            **kept,
        }
        if tool in REGIONS:
            told["gives"] = said.get(f"gives_{number}") or "mean"
        if mark is None:
            return told
        place = {name: mark[name] for name in ("image", "frame")}
        by_hand = {name: one for name, one in told.items() if name not in DRAWN}
        return {**by_hand, **place, "handles": [{"at": [*p]} for p in mark["pixels"]]}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        found = {"choices": questions_of(task["choices"], key["choices"])}
        pairs = zip(task["things"], key["things"], strict=True)
        for n, (asked, sealed) in enumerate(pairs, start=1):
            gives = ("gives",) if sealed["draw"] in REGIONS else ()
            named = ("label", "draw", *gives, *PLAIN[2:], *DRAWN)
            found |= {f"{one}_{n}": sealed[one] for one in named if one in sealed}
            found[f"ask_{n}"] = line_of(asked["ask"])
            found[f"why_{n}"] = line_of(sealed["why"])
        return found

    @classmethod
    def marks_of(cls, key: Key) -> list[dict[str, Any]]:
        return [
            {"kind": one["draw"]} | {w: one[w] for w in ("image", "frame", "pixels")}
            for one in key["things"]
            if "pixels" in one
        ]


def _taken(drawn: list[dict[str, Any]], tool: str) -> dict[str, Any] | None:
    """The first mark of that tool; the next measure gets the next."""
    for place, mark in enumerate(drawn):
        if mark["kind"] == tool:
            return drawn.pop(place)
    return None


def _wanted_by(name: str, number: int) -> tuple[str, tuple[str, ...]]:
    what = name.rsplit("_", 1)[0]
    if what == "gives":
        return f"draw_{number}", REGIONS
    if what in ("fact", "nth"):
        return f"finding_{number}", ()
    if what == "ends":
        return f"draw_{number}", ("length", "angle", "cobb")
    return ("phantom", ()) if what == "finding" else (f"draw_{number}", ())


def _thing_fields(n: int) -> dict[str, forms.Field]:
    label = chr(ord("A") + n - 1)
    tools = [("", _("Nothing more")), *TOOLS.items()]
    return {
        f"draw_{n}": forms.ChoiceField(
            label=_("%s: learners draw") % label, choices=tools, required=False
        ),
        f"gives_{n}": forms.ChoiceField(
            label=_("What of it counts"), choices=VALUES.items(), required=False
        ),
        f"ask_{n}": forms.CharField(
            label=_("%s: the question") % label, max_length=300, required=False
        ),
        f"why_{n}": forms.CharField(
            label=_("Why, for the result"), max_length=600, required=False
        ),
        f"tolerance_{n}": forms.FloatField(
            label=_("Full marks within"),
            min_value=0,
            initial=2,
            required=False,
            help_text=_("In the unit of the measure: mm, degrees or HU."),
        ),
        f"falls_to_{n}": forms.FloatField(
            label=_("No marks from"),
            min_value=0,
            required=False,
            help_text=_("In between less and less. Empty: three times as far."),
        ),
        f"slices_{n}": forms.IntegerField(
            label=_("Images on either side that count"),
            min_value=0,
            max_value=50,
            initial=1,
            required=False,
        ),
        f"value_{n}": forms.FloatField(
            label=_("The right value"),
            required=False,
            help_text=_("Empty: what your own drawing measures, or the phantom's."),
        ),
        **_phantom_fields(n),
        f"label_{n}": forms.CharField(
            max_length=8, required=False, widget=forms.HiddenInput
        ),
    }


def _phantom_fields(n: int) -> dict[str, forms.Field]:
    return {
        f"finding_{n}": forms.CharField(
            label=_("What is measured, in the drawing's words"),
            max_length=60,
            required=False,
        ),
        f"nth_{n}": forms.IntegerField(
            label=_("Which of them, by size"),
            min_value=1,
            max_value=50,
            initial=1,
            required=False,
        ),
        f"fact_{n}": forms.CharField(
            label=_("The drawing's own value"), max_length=60, required=False
        ),
        f"ends_{n}": forms.CharField(
            label=_("Its ends, in the drawing's words"), max_length=60, required=False
        ),
    }
