"""Files that leave the house together: which new names each gets, and whether those of
one patient and study keep one."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment import paperwork
from courses.assessment.grading import deidentify as grading
from courses.assessment.kinds.base import Sheet
from portal.lib.refusal import Refused

NAMES: Final = {"patient": _l("Patient ID"), "study": _l("Study Instance UID")}


def checked(file: str, value: Any, sheet: Sheet) -> dict[str, str]:
    known = {one["id"] for one in sheet.task["files"]}
    if file not in known or not isinstance(value, dict) or value.keys() - NAMES.keys():
        raise Refused(_("That file does not leave with the others."))
    for what, said in value.items():
        if said not in ("", *_choices(what, sheet)):
            raise Refused(_("That is none of the choices."))
    return {what: said for what, said in value.items() if said}


def _choices(what: str, sheet: Sheet) -> list[str]:
    """The names that the files have, and new ones."""
    held = dict.fromkeys(one[what] for one in sheet.task["files"])
    return sorted([*held, *sheet.task["names"][what]])


def shown(
    file: Mapping[str, str], given: Mapping[str, str], sheet: Sheet
) -> dict[str, Any]:
    return {
        **file,
        "date": paperwork.spoken_day(file["date"]),
        "tail": _tail(file["study"]),
        "names": [
            {
                "what": what,
                "label": label,
                "yours": _tail(given.get(what, "")),
                "choices": [
                    (one, _tail(one), one == given.get(what, ""))
                    for one in _choices(what, sheet)
                ],
            }
            for what, label in NAMES.items()
        ],
    }


def _tail(name: str) -> str:
    """The end of a UID is enough to tell it from another."""
    return f"…{name[-6:]}" if name.startswith("2.25.") else name


def asked(sheet: Sheet) -> list[str]:
    return list(NAMES) if sheet.task["files"] else []


def naming(
    what: str, sheet: Sheet, given: Mapping[str, Mapping[str, str]]
) -> grading.Naming:
    return grading.Naming(
        {one["id"]: one[what] for one in sheet.task["files"]},
        {file: one.get(what, "") for file, one in given.items()},
    )
