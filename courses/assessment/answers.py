"""What may be given as an answer: checked before it is kept."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.assessment.models import Exercise, Question, QuestionKind
from courses.studies.models import Instance
from portal.lib.refusal import Refused

LONGEST_NUMBER: Final = 40
FIELD: Final = re.compile(r"([qm])(\d{1,4})")
EDGE: Final = 0.5


def from_form(data: QueryDict) -> dict[int, Any]:
    """The page's fields as answers, by the place of their item. `q3` is one value,
    `m4` any number of them; a hidden blank `m4` says that none is ticked."""
    found: dict[int, Any] = {}
    for name in data:
        match = FIELD.fullmatch(name)
        if match and match[1] == "m":
            found[int(match[2])] = [one for one in data.getlist(name) if one]
        elif match:
            found[int(match[2])] = str(data[name]).strip()
    return found


def is_blank(value: Any) -> bool:
    return value in (None, "", [])


def checked(question: Question, value: Any) -> Any:
    """The answer as it is kept. Options that were never offered are refused."""
    offered = {option["id"] for option in question.options}
    if is_blank(value):
        return ""
    if question.kind == QuestionKind.MULTIPLE:
        picked = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) and one in offered for one in picked):
            raise Refused(_("That is none of the choices."))
        return sorted(set(picked))
    if not isinstance(value, str):
        raise Refused(_("That is none of the choices."))
    if question.kind == QuestionKind.SINGLE and value not in offered:
        raise Refused(_("That is none of the choices."))
    if len(value) > LONGEST_NUMBER:
        raise Refused(_("A number has %d characters at most.") % LONGEST_NUMBER)
    return value


def checked_marks(
    exercise: Exercise, value: Any, images: Mapping[str, Instance]
) -> list[dict[str, Any]]:
    """Marks on images of this study, inside them, and not too many. What the
    browser worked out in millimetres is not kept: the server does that itself."""
    if not isinstance(value, list):
        raise Refused(_("Marks are a list."))
    if len(value) > exercise.max_marks:
        raise Refused(_("Set %d marks at most.") % exercise.max_marks)
    return [_mark(one, images) for one in value]


def _mark(value: Any, images: Mapping[str, Instance]) -> dict[str, Any]:
    match value:
        case {
            "sop_uid": str(uid),
            "frame": int(frame),
            "pixel": [int() | float() as column, int() | float() as row],
        }:
            image = images.get(uid)
        case _:
            raise Refused(_("A mark names its image and its place."))
    if image is None or not 1 <= frame <= max(1, image.frames):
        raise Refused(_("That mark lies on no image of this study."))
    if not (
        -EDGE <= column <= image.columns - EDGE and -EDGE <= row <= image.rows - EDGE
    ):
        raise Refused(_("That mark lies beside the image."))
    return {"sop_uid": uid, "frame": frame, "pixel": [float(column), float(row)]}
