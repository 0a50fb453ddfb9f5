"""Words burned into the images: where they stand, and what a learner laid over them."""

from typing import Any

from courses import phantoms
from courses.assessment.grading import deidentify as grading
from courses.assessment.kinds.base import Key, Sheet


def words_of(made: phantoms.Made) -> list[dict[str, Any]]:
    """Where the phantom burned in words that say who or when it is."""
    place = {str(one.SOPInstanceUID): n for n, one in enumerate(made.images, start=1)}
    return [
        {
            "image": place[found.sop_uid],
            "frame": found.frame,
            "box": [list(corner) for corner in found.box],
            "what": str(found.details.get("what", "")),
        }
        for found in made.truth.findings
        if found.box is not None and found.details.get("identifies")
    ]


def pictures(
    sheet: Sheet, drawn: list[dict[str, Any]], key: Key
) -> list[grading.Picture]:
    return [
        grading.Picture(
            rows=image.rows,
            columns=image.columns,
            words=[_box(one["box"]) for one in key["words"] if one["image"] == number],
            drawn=[_box(one["pixels"]) for one in drawn if one["sop_uid"] == image.uid],
        )
        for number, image in enumerate(sheet.images, start=1)
    ]


def _box(corners: list[list[float]]) -> grading.Box:
    (one, two), (three, four) = corners
    return min(one, three), min(two, four), max(one, three), max(two, four)
