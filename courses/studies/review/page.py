"""What a reviewer is shown: images to look at, and what was done to the header."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.dicom.deid.values import texts_of
from courses.studies import intake
from courses.studies.dicomweb.bodies import header_of
from courses.studies.keeping import quarantine
from courses.studies.models import Batch, IncomingFile, Proof, TextBox
from courses.studies.review import boxes, looking
from courses.studies.review.looking import Image, Standing
from courses.studies.review.sampling import SLICED
from portal.people.models import User

SHEET = 48
_FACTS = """Modality BodyPartExamined PatientID PatientSex PatientAge StudyDate
    ImageType PatientPosition ViewPosition Rows Columns PixelSpacing SliceThickness
    KVP ConvolutionKernel RepetitionTime EchoTime WindowCenter WindowWidth"""
FACTS = tuple(_FACTS.split())

GREY = frozenset({*SLICED, "CR", "DX", "MG", "NM", "RG"})
# Text may lie outside the window that shows the body: hence all values.
OWN, ALL = ("", _("As stored")), ("all", _("All values"))
OF_CT = (
    OWN,
    ("40,80", _("Brain")),
    ("40,400", _("Soft tissue")),
    ("-600,1500", _("Lung")),
    ("400,1800", _("Bone")),
    ALL,
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One image as the page shows it."""

    image: Image
    batch: Batch
    is_due: bool
    is_chosen: bool = False

    @property
    def number(self) -> int:
        return self.image.number

    @property
    def url(self) -> str:
        one = self.image
        return _url(self.batch, one.instance.pk, one.frame)


@dataclass(slots=True)
class Desk:
    """One reviewer before one batch, at one image."""

    batch: Batch
    standing: Standing
    chosen: int = 1
    sheet: int = 1
    window: str = ""
    shots: list[Shot] = field(default_factory=list)

    @property
    def big(self) -> Shot | None:
        at = self.chosen - 1
        images = self.standing.images
        return self.shot(images[at]) if 0 <= at < len(images) else None

    def shot(self, image: Image) -> Shot:
        return Shot(
            image, self.batch, self.standing.is_due(image), image.number == self.chosen
        )

    @property
    def sheets(self) -> int:
        return -(-len(self.standing.images) // SHEET)

    @property
    def sheet_firsts(self) -> list[tuple[int, int, int]]:
        """Each page of the sheet: its number, its first image and its last."""
        total = len(self.standing.images)
        return [
            (at + 1, at * SHEET + 1, min(total, (at + 1) * SHEET))
            for at in range(self.sheets)
        ]

    @property
    def to_see_large(self) -> int:
        """On this page of the sheet: the small picture is not enough."""
        asking = [shot for shot in self.shots if shot.image.asks_for_a_look]
        return sum(not shot.image.seen for shot in asking)

    @property
    def to_see_small(self) -> int:
        return sum(not shot.image.asks_for_a_look for shot in self.shots)

    @property
    def next_due(self) -> int:
        """The next image to look at behind this one, else the first of all."""
        left = [one.number for one in self.standing.left]
        return next((n for n in left if n > self.chosen), left[0] if left else 0)

    @property
    def windows(self) -> tuple[tuple[str, Any], ...]:
        big = self.big
        if big is None or big.image.instance.series.modality not in {"CT", *GREY}:
            return ()
        return OF_CT if big.image.instance.series.modality == "CT" else (OWN, ALL)

    @property
    def text_size(self) -> float:
        """In the image's own pixels, so that it is as large on any screen; the
        page's script knows better, as it knows the size on this one."""
        one = self.big.image.instance if self.big else None
        return round(max(one.columns, one.rows) / 45, 2) if one else 1

    @property
    def numbered(self) -> list[tuple[int, TextBox, bool, bool]]:
        """Each box, its number, whether that stands on its left, and whether the
        box is painted over already."""
        big = self.big
        if big is None:
            return []
        room = big.image.instance.columns - 2 * self.text_size
        return [
            (n, box, box.x + box.width > room, boxes.is_painted(self.batch, box))
            for n, box in enumerate(big.image.boxes, 1)
        ]

    @property
    def may_settle(self) -> bool:
        return self.batch.state == Batch.State.REVIEW


def desk_of(batch: Batch, person: User, asked: Any) -> Desk:
    """`asked`: what the address says of image, sheet and window."""
    standing = looking.standing(batch.study, person)
    total = len(standing.images)
    chosen = _whole(asked.get("image"), 1, max(1, total))
    sheets = max(1, -(-total // SHEET))
    sheet = _whole(asked.get("sheet"), 0, sheets) or (chosen - 1) // SHEET + 1
    window = asked.get("window", "")
    known = {value for value, _label in (*OF_CT, ALL)}
    desk = Desk(batch, standing, chosen, sheet, window if window in known else "")
    on_it = standing.images[(sheet - 1) * SHEET : sheet * SHEET]
    desk.shots = [desk.shot(one) for one in on_it]
    return desk


def _whole(text: Any, low: int, high: int) -> int:
    number = int(text) if str(text or "").isdigit() else low
    return max(low, min(number, high))


def context_of(desk: Desk) -> dict[str, Any]:
    """All that the page needs, in few queries."""
    batch = desk.batch
    files = batch.incoming.order_by("pk")
    problems = files.exclude(outcome=IncomingFile.Outcome.CLEAN)
    reports = list(batch.incoming.values_list("report", flat=True))
    images = desk.standing.images
    return {
        "desk": desk,
        "shots": desk.shots,
        "done": _done(reports),
        "proof": Proof.objects.of(batch),
        "problems": problems.exclude(outcome=IncomingFile.Outcome.WAITING)[:50],
        "suspects": _suspects(reports),
        "text_likely": any(one.instance.burned_in for one in images),
        "facts": _facts(images),
        "is_again": batch.state == Batch.State.REVIEW and bool(batch.reason),
        "originals": quarantine.folder_of(batch.token).exists(),
        "hinders": intake.why_not(batch, looked=True, pixels_clear=True),
        "config": _config(desk),
    }


def _config(desk: Desk) -> dict[str, Any]:
    """For the page's script: every image, so that it moves on without asking."""
    pk, frames = desk.batch.pk, desk.standing.images
    return {
        "images": [
            [
                one.instance.pk,
                one.frame,
                one.instance.columns,
                one.instance.rows,
                one.seen,
                desk.standing.is_due(one),
                one.enough,
            ]
            for one in frames
        ],
        "image": _url(desk.batch, 0, 0),
        "frame": reverse("studies:frame", args=[pk]),
        "look": reverse("studies:look", args=[pk]) if desk.may_settle else "",
    }


def _url(batch: Batch, instance: int, frame: int) -> str:
    """A new look at a withdrawn study asks for its pictures anew."""
    url = reverse("studies:image", args=[batch.pk, instance, frame])
    return f"{url}?v={int(batch.received_at.timestamp())}"


def _done(reports: list[dict[str, Any]]) -> dict[str, int]:
    """The engine's counts and the second reader's, summed over the files."""
    total: Counter[str] = Counter()
    for report in reports:
        total.update(report.get("actions", {}))
        total["private"] += report.get("removed", {}).get("private", 0)
        total["searched"] += report.get("searched", 0)
        total["left"] += len(report.get("leaks", [])) + len(report.get("faults", []))
    return dict(total)


def _suspects(reports: list[dict[str, Any]]) -> list[str]:
    reasons = [reason for one in reports for reason in one.get("suspects", [])]
    return list(dict.fromkeys(reasons))


def _facts(images: list[Image]) -> list[tuple[str, str]]:
    """The header as it is now, so that a strange value meets the eye."""
    if not images:
        return []
    header = header_of(images[len(images) // 2].instance.folder)
    found = [(word, header.get(word)) for word in FACTS]
    return [
        (word, ", ".join(texts_of(value)))
        for word, value in found
        if value not in (None, "")
    ]
