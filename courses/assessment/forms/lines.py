"""Lists that are typed, a line for each; and forms that are read as a file is."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from courses.assessment import images
from courses.assessment.forms.base import KindForm
from courses.assessment.kinds import Written, kind_of
from courses.catalog.yaml_spec import Flawed, spec_of


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


def options(lines: Iterable[str]) -> list[dict[str, Any]]:
    """`+ right | why`, `- wrong | why`."""
    found = []
    for line in lines:
        text, _bar, why = line[1:].partition("|")
        told = {"text": text.strip(), "why": why.strip()}
        found.append({**told, "right": line.startswith("+")})
    return found


def questions(text: str) -> list[dict[str, Any]]:
    """A question, and its options beneath it."""
    found: list[dict[str, Any]] = []
    for line in (one.strip() for one in text.splitlines()):
        if line.startswith(("+", "-")) and found:
            found[-1]["options"] += options([line])
        elif line:
            found.append({"ask": line, "options": []})
    return found


def picks(text: str) -> list[dict[str, Any]]:
    lines = [line.strip() for line in text.splitlines()]
    return options(line for line in lines if line.startswith(("+", "-")))
