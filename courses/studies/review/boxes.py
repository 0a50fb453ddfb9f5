"""Boxes around text: found by the machine, moved, added and judged by a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.studies import rules
from courses.studies.models import Batch, Instance, TextBox
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

State, FoundBy = TextBox.State, TextBox.FoundBy


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle as a person drew it, perhaps over the edge."""

    x: int
    y: int
    width: int
    height: int

    def inside(self, instance: Instance) -> "Area":
        """What of it lies in the picture."""
        left, top = max(0, self.x), max(0, self.y)
        right = min(instance.columns, self.x + self.width)
        low = min(instance.rows, self.y + self.height)
        if right <= left or low <= top:
            raise Refused(_("This box lies outside the image."))
        return Area(left, top, right - left, low - top)


def _held(batch: Batch, by: User) -> Batch:
    """Locked, so that no box changes while a release paints."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not rules.can_review(by):
        raise PermissionDenied
    if batch.state != Batch.State.REVIEW or batch.study is None:
        raise Refused(_("%(batch)s is not in review.") % {"batch": batch.reference})
    return batch


def is_painted(batch: Batch, box: TextBox) -> bool:
    """Whether an earlier release has painted it: its pixels are gone for good.
    A batch in review with a reason was taken out of the library, and came anew."""
    again = batch.state == Batch.State.REVIEW and bool(batch.reason)
    return again and box.state == State.KEPT and box.at < batch.received_at


def _refuse_painted(batch: Batch, boxes: Sequence[TextBox]) -> None:
    if any(is_painted(batch, box) for box in boxes):
        raise Refused(_("What is painted over stays so: it cannot be brought back."))


@transaction.atomic
def add(
    batch: Batch,
    instance: Instance,
    area: Area,
    *,
    by: User,
    frame: int | None = None,
    whole_series: bool = False,
) -> TextBox:
    """A person's own box is masked unless they say otherwise. `frame`: on this one
    only. `whole_series`: at the same place of each image of the same size."""
    _held(batch, by)
    area = area.inside(instance)
    others = [instance]
    if whole_series:
        size = {"rows": instance.rows, "columns": instance.columns}
        same = instance.series.instances.filter(**size, frames__gt=0)
        others.extend(same.exclude(pk=instance.pk))
    rows = [_drawn(one, area, frame, by) for one in others]
    TextBox.objects.bulk_create(rows)
    ledger.record(by, "box.added", batch, images=len(rows))
    return rows[0]


def _drawn(instance: Instance, area: Area, frame: int | None, by: User) -> TextBox:
    return TextBox(
        instance=instance,
        frame=frame,
        x=area.x,
        y=area.y,
        width=area.width,
        height=area.height,
        found_by=FoundBy.PERSON,
        state=State.KEPT,
        by=by,
    )


@transaction.atomic
def move(batch: Batch, box: TextBox, area: Area, *, by: User) -> TextBox:
    """To another place or size. Moving it says that it is meant: it will be masked."""
    _refuse_painted(_held(batch, by), [box])
    area = area.inside(box.instance)
    box.x, box.y, box.width, box.height = area.x, area.y, area.width, area.height
    box.state, box.by, box.at = State.KEPT, by, timezone.now()
    box.save()
    return box


@transaction.atomic
def decide(
    batch: Batch, boxes: Sequence[TextBox], state: TextBox.State, *, by: User
) -> int:
    """Masked, harmless, or undecided again."""
    _refuse_painted(_held(batch, by), boxes)
    who = None if state == State.SUGGESTED else by
    chosen = TextBox.objects.filter(pk__in=[box.pk for box in boxes])
    changed = chosen.update(state=state, by=who, at=timezone.now())
    ledger.record(by, "box.decided", batch, boxes=changed, state=str(state))
    return changed


@transaction.atomic
def remove(batch: Batch, box: TextBox, *, by: User) -> None:
    """Only what a person drew: the machine's finding is kept, as harmless."""
    if box.found_by == FoundBy.MACHINE:
        decide(batch, [box], State.DISMISSED, by=by)
        return
    _refuse_painted(_held(batch, by), [box])
    box.delete()
