"""What may be given as an answer: checked before it is kept."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.assessment.grading import number
from courses.assessment.models import AttemptItem, Question, QuestionKind
from portal.lib.refusal import Refused

LONGEST_NUMBER: Final = 40
FIELD: Final = re.compile(r"([qm])(\d{1,4})")


class NoNumber(Refused):
    """Where a number is asked, something else was typed."""


class Unfit(Refused):
    """What was typed into an exercise can be no answer; it is shown again."""


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
    return value in (None, "", [], {})


def no_numbers(
    items: Sequence[AttemptItem], values: Mapping[int, Any]
) -> dict[int, str]:
    """What was typed where a number is asked, and is none: a sentence for each."""
    asked = {item.order: item.question for item in items}
    return {
        order: sentence
        for order, value in values.items()
        if (question := asked.get(order)) and question.kind == QuestionKind.NUMERIC
        if (sentence := _why_no_number(question, value))
    }


def _why_no_number(question: Question, value: Any) -> str:
    if is_blank(value):
        return ""
    if len(str(value)) > LONGEST_NUMBER:
        return _("A number has %d characters at most.") % LONGEST_NUMBER
    if number.read(str(value), unit=question.unit) is not None:
        return ""
    return _("“%s” is no number. Write figures, such as 12 or 0.5.") % str(value)


def unanswered(items: Sequence[AttemptItem]) -> list[AttemptItem]:
    return [
        item
        for item in items
        if not hasattr(item, "answer") or is_blank(item.answer.value)
    ]


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
    if question.kind == QuestionKind.NUMERIC and (
        wrong := _why_no_number(question, value)
    ):
        raise NoNumber(wrong)
    return value
