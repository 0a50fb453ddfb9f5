"""A pile of films, each accepted or rejected: what side markers and rejects share."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses import phantoms
from courses.assessment.kinds import bundle
from courses.assessment.kinds.base import Drawn, Key, Kind, Sheet, Written
from courses.assessment.models import Exercise
from courses.assessment.recipes import phantom_of
from courses.catalog.yaml_spec import Spec
from portal.lib.refusal import Refused

MOST: Final = 30
VERDICTS: Final = ("accept", "reject")


class Films(Kind):
    """A kind says how one film of a phantom or of a file is judged."""

    form_keeps = True
    fields: ClassVar[tuple[str, ...]] = ("films", "images")

    def read(self, spec: Spec) -> Written:
        """`films` are drawn by phantoms, so many of each; `images` are those of a
        study."""
        if "films" in spec:
            recipes = [self.recipe(one) for one in spec.items("films")]
            if sum(one["count"] for one in recipes) > MOST:
                spec.fail(f"{MOST} films at most", "films")
            return Written({}, {"recipes": recipes})
        images = [self.film(one) for one in spec.items("images")]
        return Written({}, {"films": images})

    def recipe(self, spec: Spec) -> dict[str, Any]:
        spec.only("phantom", "count")
        return {
            "phantom": phantom_of(spec.inner("phantom")),
            "count": spec.whole("count", 1, MOST),
        }

    @abstractmethod
    def film(self, spec: Spec) -> dict[str, Any]:
        """The key of one image of a study."""

    @abstractmethod
    def judged(self, made: phantoms.Made) -> dict[str, Any]:
        """The key of one film that was drawn."""

    def draw(self, exercise: Exercise, key: Key, *, seed: int) -> Drawn:
        if "recipes" not in key:
            return Drawn()
        made = bundle.films(key["recipes"], seed=seed)
        films = [
            {**self.judged(one), "sop_uid": str(one.images[0].SOPInstanceUID)}
            for one in made
        ]
        images = bundle.in_one_series([one.images[0] for one in made])
        return Drawn({}, {"films": films}, images=images, differs=True)

    def given(self, data: QueryDict) -> Any:
        films = {
            name.removeprefix("film-"): str(data[name])
            for name in data
            if name.startswith("film-") and data[name]
        }
        return {"films": films} if films else {}

    def verdicts(self, value: Any, sheet: Sheet) -> dict[str, str]:
        """By the film's number, from 1."""
        if not isinstance(value, dict):
            raise Refused(_("The answer cannot be read. Load the page again."))
        numbers = {str(n) for n in range(1, len(sheet.images) + 1)}
        if value.keys() - numbers or any(one not in VERDICTS for one in value.values()):
            raise Refused(_("That is none of the choices."))
        return dict(value)

    def rows(self, sheet: Sheet, answer: Any) -> list[dict[str, Any]]:
        films = (answer or {}).get("films", {})
        return [
            {"number": n, "uid": image.uid, "verdict": films.get(str(n), "")}
            for n, image in enumerate(sheet.images, start=1)
        ]

    def key_of(self, sheet: Sheet, key: Key) -> list[dict[str, Any]]:
        """One for each image, in the order in which the learner counts them."""
        by_uid = {self._uid(one, sheet): one for one in key["films"]}
        return [by_uid[image.uid] for image in sheet.images]

    def _uid(self, film: Mapping[str, Any], sheet: Sheet) -> str:
        return str(film.get("sop_uid") or sheet.images[film["image"] - 1].uid)


def verdict_of(answer: Any, number: int) -> str:
    return str((answer or {}).get("films", {}).get(str(number), ""))


def with_keys(
    parts: Sequence[Mapping[str, Any]], films: Sequence[Mapping[str, Any]], sheet: Sheet
) -> list[dict[str, Any]]:
    """Each film's part beside what its key says, and the image to go to."""
    return [
        {**part, "uid": image.uid, "key": film}
        for part, film, image in zip(parts, films, sheet.images, strict=True)
    ]
