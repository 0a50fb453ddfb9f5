"""What every kind of exercise can do."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydicom import Dataset

from courses import phantoms
from courses.assessment import geometry, images
from courses.assessment.models import Exercise
from courses.catalog.yaml_spec import Spec
from courses.studies.making import Change
from courses.studies.models import Instance, Study
from portal.lib.refusal import Refused

Key = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """What an author wrote: the open part, and what must stay on the server."""

    task: dict[str, Any] = field(default_factory=dict)
    key: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One learner's variant. `images` become a study of its own; without them the
    exercise's study is copied, its headers altered by `change`. Neither where nothing
    is looked at in a viewer."""

    task: dict[str, Any] = field(default_factory=dict)
    key: dict[str, Any] = field(default_factory=dict)
    images: Iterable[Dataset] | None = None
    change: Change | None = None
    differs: bool = False


@dataclass(frozen=True)
class Sheet:
    """What a learner's page may know: nothing of a key is in it."""

    exercise: Exercise
    task: Mapping[str, Any]
    study: Study | None = None
    seconds: float | None = None  # by the server's clock, once it is handed in
    hung: Sequence[Instance] | None = None  # where many sheets are read at once

    @cached_property
    def images(self) -> list[Instance]:
        """In the order in which an author counts them: series by series."""
        if self.hung is not None:
            return list(self.hung)
        return images.images_of(self.study) if self.study else []

    @cached_property
    def by_uid(self) -> dict[str, Instance]:
        return {image.uid: image for image in self.images}

    @cached_property
    def geometry(self) -> geometry.Reader:
        return geometry.Reader(self.images)


@dataclass(frozen=True, slots=True)
class Graded:
    """`parts` say what was right in words and numbers: [{"name", "score", …}]."""

    score: float
    passed: bool
    parts: list[dict[str, Any]]


class Kind(ABC):
    """A kind is written (`read`), drawn (`draw`), answered (`given`, `check`), shown
    while open (`page`), graded (`grade`) and explained (`seen`).

    Templates: `courses/assessment/kinds/<code>.html` with what `page` returns, and
    `…/<code>_seen.html` with what `seen` returns."""

    code: ClassVar[str]
    version: ClassVar[str]  # of its grader; kept with every grade
    icon: ClassVar[str] = "stethoscope"
    says: ClassVar[str | Promise] = ""  # one line for lists
    rule: ClassVar[str | Promise] = ""  # how it is graded, in plain words
    has_viewer: ClassVar[bool] = True
    # There is more to answer than marks: the page's form keeps all of it at once.
    form_keeps: ClassVar[bool] = False
    # Keywords that would give the answer away, beside those hidden anyway.
    hidden: ClassVar[Sequence[str]] = ()
    fields: ClassVar[Sequence[str]] = ()  # of an author's file, beside the common ones

    @abstractmethod
    def read(self, spec: Spec) -> Written:
        """The kind's own fields in an author's file; raises Flawed."""

    def draw(self, exercise: Exercise, key: Key, *, seed: int) -> Drawn:
        """A variant by its seed. By default the phantom that the author named, its
        findings for a key; else a copy of the exercise's own study."""
        recipe = key.get("phantom")
        if not recipe:
            return Drawn()
        made = phantoms.make(recipe["code"], seed=seed, **recipe.get("options", {}))
        task, sealed = self.told_by(made, key)
        return Drawn(task, sealed, images=made.images, differs=True)

    def told_by(
        self, made: phantoms.Made, key: Key
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The open and the sealed part of a variant whose images were drawn."""
        raise Refused(_("This kind of exercise is not made from a phantom."))

    def given(self, data: QueryDict) -> Any:
        """The answer in a page's form; None where the form holds none."""
        text = data.get("answer", "")
        return json_of(text) if text else None

    @abstractmethod
    def check(self, value: Any, sheet: Sheet) -> Any:
        """The answer as it is kept. What was never asked is refused."""

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        return {}

    def task_of(self, sheet: Sheet, answer: Any) -> dict[str, Any] | None:
        """The viewer's task, without the addresses; None where nothing is drawn."""
        return None

    @abstractmethod
    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        """Only reads: the same answer and key give the same grade, however often."""

    def seen(
        self,
        sheet: Sheet,
        answer: Any,
        key: Key,
        parts: list[dict[str, Any]],
        *,
        whole: bool,
    ) -> dict[str, Any]:
        """What the result page shows; `whole`: with what is right, too."""
        return {"parts": parts}

    def marked(
        self, task: dict[str, Any] | None, seen: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The viewer's task with the learner's marks told right or wrong."""
        return task

    def expert(self, sheet: Sheet, key: Key) -> list[dict[str, Any]]:
        """The expert's marks, to be laid over the learner's own."""
        return []


def json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(_("The answer cannot be read. Load the page again.")) from None
