"""Findings drawn in the viewer: which marks are taken, and what they are called.

A finding is a mark as the viewer gives it, with `label` (its name) and, where known,
`code`: what was written behind the name in brackets, "Nodule (RID3875)"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.studies.models import Instance, Study
from portal.lib.refusal import Refused

Finding = dict[str, Any]
MOST: Final = 40
MOST_POINTS: Final = 400
LONGEST_NAME: Final = 120
# RadLex, or SNOMED CT with or without its scheme.
CODE: Final = re.compile(r"^(.*\S)\s*\(((?:RID|SCT:?\s?)?\d{2,18})\)$")
# How many handles a mark of each kind has.
HANDLES: Final[Mapping[str, tuple[int, int]]] = {
    "point": (1, 1),
    "probe": (1, 1),
    "box": (2, 2),
    "rectangle": (2, 2),
    "ellipse": (2, 2),
    "length": (2, 2),
    "arrow": (2, 2),
    "angle": (3, 3),
    "cobb": (4, 4),
    "freehand": (3, MOST_POINTS),
}
KINDS: Final = list(HANDLES)


@dataclass(frozen=True, slots=True)
class Image:
    frames: int
    rows: int
    columns: int


def images_of(study: Study) -> dict[str, Image]:
    found = Instance.objects.filter(series__study=study, frames__gt=0)
    rows = found.values_list("uid", "frames", "rows", "columns")
    return {uid: Image(*sizes) for uid, *sizes in rows}


def read(marks: object, images: Mapping[str, Image]) -> list[Finding]:
    """The marks, if each lies on an image of the study; else a sentence."""
    if not isinstance(marks, list):
        raise Refused(_("Findings come as a list of marks."))
    if len(marks) > MOST:
        raise Refused(_("A case has %(n)d findings at most.") % {"n": MOST})
    return [_finding(mark, images) for mark in marks]


def _finding(mark: object, images: Mapping[str, Image]) -> Finding:
    if not isinstance(mark, dict):
        raise Refused(_("A finding is a mark on an image."))
    kind = str(mark.get("kind", "point"))
    uid, frame = str(mark.get("sop_uid")), mark.get("frame", 1)
    image = images.get(uid)
    if image is None or frame not in range(1, image.frames + 1) or frame is True:
        raise Refused(_("A finding lies on an image that is not in this study."))
    # Kept before there were kinds: one pixel and one point.
    pixels = _pairs(mark.get("pixels", [mark.get("pixel")]), 2)
    _fits(kind, pixels, image)
    points = mark.get("points", [mark["point"]] if mark.get("point") else None)
    if points is not None and len(_pairs(points, 3)) != len(pixels):
        raise Refused(_("A finding has as many points as pixels."))
    return {
        "kind": kind,
        "sop_uid": uid,
        "frame": frame,
        "pixels": pixels,
        "points": points,
        **_named(" ".join(str(mark.get("label") or "").split())[:LONGEST_NAME]),
    }


def _named(said: str) -> dict[str, str]:
    found = CODE.match(said)
    label, code = found.groups() if found else (said, "")
    return {"label": label, "code": code}


def _pairs(handles: object, size: int) -> list[list[float]]:
    """Lists of so many finite numbers each."""
    if not isinstance(handles, list):
        raise Refused(_("A finding has its handles in a list."))
    for handle in handles:
        if not (
            isinstance(handle, list)
            and len(handle) == size
            and all(_is_number(one) for one in handle)
        ):
            raise Refused(_("Each handle of a finding is a place in numbers."))
    return handles


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value)


def _fits(kind: str, pixels: Sequence[Sequence[float]], image: Image) -> None:
    """As many handles as the kind has, and each on the image or at its edge."""
    least, most = HANDLES.get(kind, (1, 0))
    if not least <= len(pixels) <= most:
        raise Refused(
            _("A finding of the kind %(kind)s is not whole.") % {"kind": kind}
        )
    if not image.columns or not image.rows:
        return
    for column, row in pixels:
        if not (-1 <= column <= image.columns and -1 <= row <= image.rows):
            raise Refused(_("A finding lies beside its image."))


def names(findings: Sequence[Finding]) -> str:
    """For search: each name once, in order."""
    return "; ".join(dict.fromkeys(one["label"] for one in findings if one["label"]))


def to_draw(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """As marks that the viewer lets their author change."""
    return [_as_mark(one, said_of(one)) for one in findings]


def drawn_by_reader(marks: Sequence[Finding], *, editable: bool) -> dict[str, Any]:
    """What a reader marks before the answer, and sees again beneath it. The page's
    form brings it: nothing of it is kept."""
    return {
        "kinds": ["point", "box"],
        "max_marks": MOST,
        "marks": [_as_mark(one, "") for one in marks],
        "autosave_url": None,
        "editable": editable,
        "csrf": "",
    }


def to_show(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """As marks that a reader sees: by their letters, as the list beside them names
    them and the image stays free of words."""
    return [_as_mark(one, one["letter"]) for one in letters(findings)]


def said_of(finding: Finding) -> str:
    code = finding["code"]
    return f"{finding['label']} ({code})" if code else str(finding["label"])


def _as_mark(finding: Finding, label: str) -> dict[str, Any]:
    keys = ("kind", "sop_uid", "frame", "pixels", "points")
    named = {"label": label} if label else {}
    return {**{key: finding[key] for key in keys}, **named}


def letters(findings: Sequence[Finding]) -> list[Finding]:
    """As they are listed: A, B, C…"""
    return [{**one, "letter": _letter(n)} for n, one in enumerate(findings)]


def _letter(number: int) -> str:
    rest, last = divmod(number, 26)
    return (_letter(rest - 1) if rest else "") + chr(ord("A") + last)
