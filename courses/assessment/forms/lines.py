"""Lists that are typed, a line for each; and forms that are read as a file is."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment import images
from courses.assessment.forms.base import KindForm
from courses.assessment.forms.unrendered import line_of
from courses.assessment.kinds import Key, Written, kind_of
from courses.catalog.yaml_spec import Flawed, spec_of

# How an option begins: it is right, it is wrong, it depends on what was drawn.
RIGHT, WRONG, WHEN = "+", "-", "?"
OPTIONS_HELP: Final = _l(
    "A line for each: `+ the right one | why`, `- a wrong one | why`. Where images are "
    "made for each learner, `? text | why | side: left` is right if the drawing says "
    "so. Words in [brackets] before the text put it under a heading."
)
CHOICES_HELP: Final = _l(
    "A question on a line of its own, and beneath it its options, a line for each: "
    "`+ the right one | why`, `- a wrong one | why`. Where images are made for each "
    "learner, `? text | why | side: left` is right if the drawing says so."
)


class ReadForm(KindForm):
    """What was typed is put into the words of an author's file, so that one reader
    checks both."""

    code: ClassVar[str]

    def told(self) -> dict[str, Any]:
        """As the file would have it."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors:
            try:
                self._written = kind_of(self.code).read(spec_of(self.told()))
            except Flawed as flaw:
                self.add_error(None, str(flaw).split(": ", 1)[-1])
        return found

    def written(self) -> Written:
        return self._written

    def drawn(self) -> list[dict[str, Any]]:
        """The marks on the author's study, by the number of their image."""
        study = self.cleaned_data.get("study")
        if study is None:
            return []
        place = {one.uid: n for n, one in enumerate(images.images_of(study), start=1)}
        return [
            {**one, "image": place[one["sop_uid"]]}
            for one in self.cleaned_data.get("truth") or []
            if isinstance(one, dict) and one.get("sop_uid") in place
        ]


def box(label: Any, help_text: Any, *, rows: int = 4, required: bool = False) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def cells(text: str) -> list[list[str]]:
    """`one | two | three`, a line each."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def joined(*parts: Any) -> str:
    """The line that `cells` reads, without empty ends."""
    return " | ".join(str(one) for one in parts).rstrip(" |")


def mapping(text: str) -> dict[str, Any]:
    """`name: value, name: value`, in braces or without."""
    try:
        found = yaml.safe_load("{" + text.strip().strip("{}") + "}")
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict) or None in found.values():
        raise forms.ValidationError(_("Write options as {name: value}."))
    return found


def inline(found: Mapping[str, Any]) -> str:
    """What `mapping` reads."""
    text = yaml.safe_dump(dict(found), default_flow_style=True, width=10_000)
    return text.strip() if found else ""


def options(lines: Iterable[str]) -> list[dict[str, Any]]:
    return [_option(line) for line in lines]


def _option(line: str) -> dict[str, Any]:
    text, why, when = [*(one.strip() for one in line[1:].split("|")), "", ""][:3]
    group, bracket, rest = text[1:].partition("]")
    told = {"text": text, "group": ""}
    if text.startswith("[") and bracket:
        told = {"text": rest.strip(), "group": group.strip()}
    if line.startswith(WHEN):
        return {**told, "why": why, "when": mapping(when)}
    return {**told, "why": why, "right": line.startswith(RIGHT)}


def questions(text: str) -> list[dict[str, Any]]:
    """A question, and its options beneath it."""
    found: list[dict[str, Any]] = []
    for line in (one.strip() for one in text.splitlines()):
        if line.startswith((RIGHT, WRONG, WHEN)) and found:
            found[-1]["options"] += options([line])
        elif line:
            found.append({"ask": line, "options": []})
    return found


def picks(text: str) -> list[dict[str, Any]]:
    lines = [line.strip() for line in text.splitlines()]
    return options(one for one in lines if one.startswith((RIGHT, WRONG, WHEN)))


def picks_of(offered: Iterable[Mapping[str, Any]], key: Key) -> str:
    """The lines that `picks` reads; what is right first, in its author's order."""
    by_id = {one["id"]: one for one in offered}
    order = dict.fromkeys([*key["right"], *key["when"], *by_id])
    return "\n".join(_line(by_id[one], key) for one in order)


def _line(option: Mapping[str, Any], key: Key) -> str:
    at = option["id"]
    mark = RIGHT if at in key["right"] else WHEN if at in key["when"] else WRONG
    group = f"[{option['group']}] " if option["group"] else ""
    when = inline(key["when"][at]).strip("{}") if mark == WHEN else ""
    return joined(f"{mark} {group}{option['text']}", line_of(key["why"][at]), when)


def questions_of(asked: Iterable[Mapping[str, Any]], sealed: Key) -> str:
    """The lines that `questions` reads."""
    return "\n".join(
        f"{line_of(one['ask'])}\n{picks_of(one['options'], sealed[one['code']])}"
        for one in asked
    )
