"""What a reviewer has looked at, and what must still be looked at before release."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.studies import rules
from courses.studies.models import Batch, Instance, Look, Reading, Study, TextBox
from courses.studies.review.sampling import SLICED
from portal.lib.refusal import Refused
from portal.people.models import User

Place = tuple[int, int]  # instance, frame
# Milliseconds that an image must stand large on the screen to count as seen.
GLANCE, LOOK = 50, 400


@dataclass(frozen=True, slots=True)
class Image:
    """One frame in reading order, and what is known of it."""

    number: int
    instance: Instance
    frame: int
    is_unread: bool  # by the machine, nor by others of its series for it
    boxes: tuple[TextBox, ...] = ()
    seen: bool = False

    @property
    def place(self) -> Place:
        return self.instance.pk, self.frame

    @property
    def is_suspect(self) -> bool:
        return self.instance.burned_in or bool(self.boxes)

    @property
    def asks_for_a_look(self) -> bool:
        """A small picture of it, or one in a film, hides what may stand there."""
        may_carry_text = self.instance.series.modality not in SLICED
        return self.is_suspect or (self.is_unread and may_carry_text)

    @property
    def enough(self) -> int:
        return LOOK if self.asks_for_a_look else GLANCE

    @property
    def open_boxes(self) -> int:
        return sum(box.state == TextBox.State.SUGGESTED for box in self.boxes)

    @property
    def masked(self) -> int:
        return sum(box.state == TextBox.State.KEPT for box in self.boxes)


@dataclass(slots=True)
class Standing:
    """How far one person's look at one study has come."""

    images: list[Image] = field(default_factory=list)
    needed: set[Place] = field(default_factory=set)
    reading: int = 0  # instances that the machine still has to read
    was_read: bool = False  # the machine was there at all

    @property
    def left(self) -> list[Image]:
        return [one for one in self.images if self.is_due(one)]

    @property
    def seen(self) -> int:
        return sum(one.seen for one in self.images)

    @property
    def done(self) -> int:
        """Of those that must be looked at."""
        return len(self.needed) - len(self.left)

    @property
    def suspects(self) -> list[Image]:
        return [one for one in self.images if one.is_suspect]

    @property
    def undecided(self) -> int:
        boxes = {box.pk: box for one in self.images for box in one.boxes}
        return sum(box.state == TextBox.State.SUGGESTED for box in boxes.values())

    def seen_large(self, shown: Mapping[Place, int | None]) -> list[Place]:
        """Of images that were shown large, those that count. The milliseconds are
        the script's; None: this person says that they looked."""
        return [
            one.place
            for one in self.images
            if one.place in shown
            and ((time := shown[one.place]) is None or time >= one.enough)
        ]

    def is_due(self, image: Image) -> bool:
        return image.place in self.needed and not image.seen

    def why_not(self) -> str:
        """What this person must still do; empty when all is done."""
        if self.reading:
            return ngettext(
                "Text is still being looked for in %(n)d image.",
                "Text is still being looked for in %(n)d images.",
                self.reading,
            ) % {"n": self.reading}
        if self.undecided:
            return ngettext(
                "%(n)d box waits for your word: masked, or harmless?",
                "%(n)d boxes wait for your word: masked, or harmless?",
                self.undecided,
            ) % {"n": self.undecided}
        if self.left:
            return ngettext(
                "%(n)d image must still be looked at.",
                "%(n)d images must still be looked at.",
                len(self.left),
            ) % {"n": len(self.left)}
        return ""


def standing(study: Study | None, person: User) -> Standing:
    """Three queries, however long the study is."""
    if study is None:
        return Standing()
    instances = list(
        Instance.objects.filter(series__study=study)
        .select_related("series", "reading")
        .order_by("series__number", "series_id", "position", "number", "pk")
    )
    boxes: dict[int, list[TextBox]] = {}
    for box in TextBox.objects.of_study(study).select_related("by"):
        boxes.setdefault(box.instance_id, []).append(box)
    looks = Look.objects.filter(instance__series__study=study, by=person)
    seen = set(looks.values_list("instance_id", "frame"))
    images = list(_images(instances, boxes, seen))
    readings = [r for one in instances if (r := _reading(one)) is not None]
    return Standing(
        images=images,
        needed=must_be_seen(images),
        reading=sum(row.due_at is not None for row in readings),
        was_read=bool(readings),
    )


def _images(
    instances: Iterable[Instance],
    boxes: Mapping[int, list[TextBox]],
    seen: Collection[Place],
) -> Iterable[Image]:
    number = 0
    for one in instances:
        reading = _reading(one)
        unread = reading is None or (reading.read_at is None and not reading.due_at)
        for frame in range(1, one.frames + 1):
            number += 1
            own = tuple(box for box in boxes.get(one.pk, ()) if box.is_on(frame))
            place = (one.pk, frame)
            yield Image(number, one, frame, unread, own, place in seen)


def _reading(instance: Instance) -> Reading | None:
    return getattr(instance, "reading", None)


def must_be_seen(images: Iterable[Image]) -> set[Place]:
    """Each frame that no machine has read, that the engine calls suspect, or that
    bears a box; and of every series one at least, so that nothing goes unseen."""
    needed, of_series = set[Place](), dict[int, Image]()
    for one in images:
        if one.is_unread or one.is_suspect:
            needed.add(one.place)
        held = of_series.setdefault(one.instance.series_id, one)
        if _speaks(one, needed) and not _speaks(held, needed):
            of_series[one.instance.series_id] = one
    needed.update(one.place for one in of_series.values())
    return needed


def _speaks(one: Image, needed: Collection[Place]) -> bool:
    return one.seen or one.place in needed


def seen_small(images: Iterable[Image]) -> list[Place]:
    """Of images that were seen on the sheet, those for which that is enough."""
    return [one.place for one in images if not one.asks_for_a_look]


@transaction.atomic
def look(batch: Batch, places: Collection[Place], *, by: User) -> int:
    """This person saw these frames. Seeing them again changes nothing."""
    if not rules.can_review(by):
        raise PermissionDenied
    if batch.state != Batch.State.REVIEW or batch.study is None:
        raise Refused(_("%(batch)s is not in review.") % {"batch": batch.reference})
    wanted = {instance for instance, _frame in places}
    held = Instance.objects.filter(series__study=batch.study, pk__in=wanted)
    frames = dict(held.values_list("pk", "frames"))
    rows = [
        Look(instance_id=instance, frame=frame, by=by)
        for instance, frame in places
        if 1 <= frame <= frames.get(instance, 0)
    ]
    Look.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
