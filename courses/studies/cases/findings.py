"""Findings drawn in the viewer: which marks are taken, and how they keep their names.

A finding is a mark as the viewer gives it, with `label` (its name) and, where known,
`code` (a RadLex or SNOMED code, as text)."""

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
LONGEST_NAME, LONGEST_CODE = 80, 60
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
        "label": _text(mark, "label", LONGEST_NAME),
        "code": _text(mark, "code", LONGEST_CODE),
    }


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
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and isfinite(value)  # type: ignore[arg-type]


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


def _text(mark: Mapping[str, Any], key: str, longest: int) -> str:
    return " ".join(str(mark.get(key) or "").split())[:longest]


def with_names(
    new: Sequence[Finding], old: Sequence[Finding], typed: Sequence[tuple[str, str]]
) -> list[Finding]:
    """What was typed beside each mark; where that does not fit, the names that the
    same marks had, also if they were moved."""
    if typed and len(typed) == len(new):
        named = [
            {**mark, "label": label, "code": code}
            for mark, (label, code) in zip(new, typed, strict=True)
        ]
        return [{**one, **_trimmed(one)} for one in named]
    left = list(old)
    found = [_taken(mark, left, exactly=True) for mark in new]
    return [
        {**mark, **_words(mark, same or _taken(mark, left, exactly=False))}
        for mark, same in zip(new, found, strict=True)
    ]


def _trimmed(mark: Finding) -> dict[str, str]:
    return {
        "label": _text(mark, "label", LONGEST_NAME),
        "code": _text(mark, "code", LONGEST_CODE),
    }


def _words(mark: Finding, before: Finding | None) -> dict[str, str]:
    """What is kept knows better than the mark, which a page may have had for long."""
    had = before or {}
    return {key: had.get(key, "") or mark[key] for key in ("label", "code")}


def _taken(mark: Finding, left: list[Finding], *, exactly: bool) -> Finding | None:
    """The first of those left that is this mark, or one moved on the same image."""
    keys = ["kind", "sop_uid", "frame"] + (["pixels"] if exactly else [])
    for one in left:
        if all(one[key] == mark[key] for key in keys):
            left.remove(one)
            return one
    return None


def names(findings: Sequence[Finding]) -> str:
    """For search: each name once, in order."""
    return "; ".join(dict.fromkeys(one["label"] for one in findings if one["label"]))


def letters(findings: Sequence[Finding]) -> list[Finding]:
    """As they are shown, A, B, C…, without what only search wants."""
    return [{**one, "letter": _letter(n)} for n, one in enumerate(findings)]


def _letter(number: int) -> str:
    rest, last = divmod(number, 26)
    return (_letter(rest - 1) if rest else "") + chr(ord("A") + last)
