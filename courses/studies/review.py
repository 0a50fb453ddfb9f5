"""What a reviewer is shown: images to look at, and what was done to the header."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from courses.dicom.values import texts_of
from courses.studies import intake
from courses.studies.dicomweb.bodies import header_of
from courses.studies.models import Batch, IncomingFile, Instance

SHEET = 48
_FACTS = """Modality BodyPartExamined PatientID PatientSex PatientAge StudyDate
    ImageType PatientPosition ViewPosition Rows Columns PixelSpacing SliceThickness
    KVP ConvolutionKernel RepetitionTime EchoTime WindowCenter WindowWidth"""
FACTS = tuple(_FACTS.split())


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame on the contact sheet."""

    number: int
    instance: Instance
    frame: int
    url: str
    is_chosen: bool = False

    @property
    def is_suspect(self) -> bool:
        return self.instance.burned_in


def context_of(batch: Batch, *, chosen: str) -> dict[str, Any]:
    """All that the page needs, in few queries."""
    instances = list(
        Instance.objects.filter(series__study=batch.study_id).order_by(
            "series__number", "series_id", "position", "number", "pk"
        )
    )
    frames = [(one, at) for one in instances for at in range(1, one.frames + 1)]
    shots = _sheet(batch, frames, chosen)
    files = batch.incoming.order_by("pk")
    problems = files.exclude(outcome=IncomingFile.Outcome.CLEAN)
    return {
        "shots": shots,
        "frames": len(frames),
        "big": next((shot for shot in shots if shot.is_chosen), None),
        "done": _done(batch),
        "problems": problems.exclude(outcome=IncomingFile.Outcome.WAITING)[:50],
        "suspects": _suspects(batch),
        "text_likely": intake.batch_has_suspects(batch),
        "facts": _facts(instances),
        "hinders": intake.why_not(batch, looked=True, pixels_clear=True),
    }


def _sheet(batch: Batch, frames: list[tuple[Instance, int]], chosen: str) -> list[Shot]:
    """Every frame, or as many as fit, evenly taken; the chosen one is on it."""
    step = max(1, -(-len(frames) // SHEET))
    picked = [
        (number, *pair)
        for number, pair in enumerate(frames, 1)
        if (number - 1) % step == 0
    ]
    wanted = int(chosen) if chosen.isdigit() else 1
    if 1 <= wanted <= len(frames) and all(n != wanted for n, *_rest in picked):
        picked = sorted([*picked, (wanted, *frames[wanted - 1])], key=lambda p: p[0])
    return [
        Shot(number, one, at, _url(batch, one, at), is_chosen=number == wanted)
        for number, one, at in picked
    ]


def _url(batch: Batch, instance: Instance, frame: int) -> str:
    return reverse("studies:image", args=[batch.pk, instance.pk, frame])


def _done(batch: Batch) -> dict[str, int]:
    """The engine's counts and the second reader's, summed over the files."""
    total: Counter[str] = Counter()
    for report in batch.incoming.values_list("report", flat=True):
        total.update(report.get("actions", {}))
        total["private"] += report.get("removed", {}).get("private", 0)
        total["searched"] += report.get("searched", 0)
        total["left"] += len(report.get("leaks", [])) + len(report.get("faults", []))
    return dict(total)


def _suspects(batch: Batch) -> list[str]:
    reasons: list[str] = []
    for report in batch.incoming.values_list("report", flat=True):
        reasons.extend(report.get("suspects", []))
    return list(dict.fromkeys(reasons))


def _facts(instances: list[Instance]) -> list[tuple[str, str]]:
    """The header as it is now, so that a strange value meets the eye."""
    if not instances:
        return []
    header = header_of(instances[len(instances) // 2].folder)
    found = [(word, header.get(word)) for word in FACTS]
    return [
        (word, ", ".join(texts_of(value)))
        for word, value in found
        if value not in (None, "")
    ]
