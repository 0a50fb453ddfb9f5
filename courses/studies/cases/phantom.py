"""A case's study drawn from a seed, and its findings where the truth has them."""

from collections.abc import Mapping
from typing import Any

from courses import phantoms
from courses.studies import making
from courses.studies.models import Study
from portal.people.models import User

SOURCE = "Drawn by Reading Room: phantom {code}, seed {seed}"
FIELDS = {"code", "seed", "options"}


class UnknownPhantomError(ValueError):
    """Its text is for the author of the file."""


def study_of(
    recipe: Mapping[str, Any], *, title: str, by: User
) -> tuple[Study, list[dict[str, Any]] | None]:
    """The one of this title and recipe; where it is made now, with what was drawn in
    as marks: a box where the truth has one, else a point."""
    source = SOURCE.format(code=recipe.get("code"), seed=recipe.get("seed"))
    held = Study.objects.released().filter(title=title, source=source).first()
    if held is not None:
        return held, None
    made = _draw(recipe)
    study = making.keep(made.images, by=by, title=title, source=source)
    return study, [_mark(found) for found in made.truth.findings]


def _mark(found: phantoms.Finding) -> dict[str, Any]:
    return {
        "kind": "box" if found.box else "point",
        "sop_uid": found.sop_uid,
        "frame": found.frame,
        "pixels": [list(one) for one in found.box or [found.pixel]],
        "points": None,
        "label": found.name,
    }


def _draw(recipe: Mapping[str, Any]) -> phantoms.Made:
    if not recipe.keys() <= FIELDS or not isinstance(recipe.get("seed"), int):
        raise UnknownPhantomError("a phantom says code, seed and options")
    try:
        return phantoms.make(
            recipe.get("code", ""), seed=recipe["seed"], **recipe.get("options", {})
        )
    except KeyError as error:
        raise UnknownPhantomError(f"there is no phantom {error}") from error
    except TypeError as error:
        raise UnknownPhantomError(str(error)) from error
