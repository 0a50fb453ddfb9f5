"""A named person's decision: released or refused, and what stands against it."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.studies import rules
from courses.studies.intake.withdrawal import let_go
from courses.studies.intake.words import Words
from courses.studies.models import (
    Batch,
    Delivery,
    IncomingFile,
    Instance,
    Proof,
    Study,
    TextBox,
)
from courses.studies.review import looking, redacting
from courses.studies.work import sightings
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import kinds, outbox
from portal.people.models import Role, User
from portal.wake import soon

if TYPE_CHECKING:
    from collections.abc import Mapping

kinds.register("study.waiting", gettext_lazy("A study waits for your look"))
kinds.register(
    "study.settled", gettext_lazy("A study you sent was released or refused")
)


@transaction.atomic
def release(
    batch: Batch, *, by: User, words: Words, looked: bool, pixels_clear: bool = False
) -> Study:
    """Into the library. `looked`: this person saw the images. `pixels_clear`: and
    found no patient's text in those that may carry some."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not rules.can_review(by):
        raise PermissionDenied
    reason = why_not(batch, looked=looked, pixels_clear=pixels_clear)
    reason = reason or looking.standing(batch.study, by).why_not()
    if reason:
        raise Refused(reason)
    return _let_out(batch, by, words)


def _let_out(batch: Batch, by: User, words: Words) -> Study:
    """Boxes are painted first: until that is done nothing is visible to anybody."""
    study = batch.study
    assert study is not None  # noqa: S101 - why_not has made sure
    redacted = redacting.redact(batch, study)
    now = timezone.now()
    for name in ("title", "body_part", "note", "source"):
        if getattr(words, name):
            setattr(study, name, getattr(words, name))
    study.released_at, study.released_by = now, by
    study.save()
    batch.title = study.title
    _settle(batch, Batch.State.RELEASED, by)

    ledger.record(
        by,
        "study.released",
        study,
        batch=batch.pk,
        images=study.images,
        redacted=redacted,
        vouched=batch.vouched_by_id == by.pk,
    )
    _tell(batch, by, _("Released: %(batch)s") % {"batch": batch.full_name})
    return study


@transaction.atomic
def release_if_vouched(batch: Batch) -> bool:
    """Whether the sender's word, given beforehand, was enough. It is that person's
    look: they saw the very images, and no box has come up since."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    sender = batch.vouched_by
    if sender is None or not rules.can_review(sender):
        return False
    if why_not(batch, looked=True, pixels_clear=batch.pixels_vouched):
        return False
    if TextBox.objects.of_study(batch.study).undecided().exists():
        return False
    _let_out(batch, sender, Words())
    return True


def why_not(batch: Batch, *, looked: bool, pixels_clear: bool) -> str:
    """What still stands against releasing it; empty when nothing does."""
    if batch.state != Batch.State.REVIEW:
        return _("%(batch)s is not ready for release.") % {"batch": batch.reference}
    coming = Delivery.objects.on_their_way().from_browsers().of(batch).first()
    if coming is not None:
        return _("More of this study may be on its way: %(delivery)s is not ended.") % {
            "delivery": coming.reference
        }
    outcomes: Mapping[str, int] = outcome_counts(batch)
    leaks = outcomes.get(IncomingFile.Outcome.LEAK, 0)
    if leaks:
        return ngettext(
            "A second check still found an identifier in %(n)d file. "
            "Refuse the batch; its files never leave quarantine.",
            "A second check still found an identifier in %(n)d files. "
            "Refuse the batch; its files never leave quarantine.",
            leaks,
        ) % {"n": leaks}
    unproven = _unproven(batch)
    if unproven:
        return unproven
    if unshown := _unshown(batch):
        return unshown
    if not looked:
        return _("Look at the images first, then say so.")
    if not pixels_clear and batch_has_suspects(batch):
        return _("Say that no text in the pixels tells who the patient is.")
    return ""


def _unshown(batch: Batch) -> str:
    """Reports and curves alone are no study for a library of pictures."""
    if batch.study is None or not batch.study.images:
        return _("Nothing of this batch can be shown. Refuse it.")
    pictures = getattr(batch, "pictures", None)  # counted by with_texts() already
    if pictures is None:
        shown = Instance.objects.filter(series__study=batch.study, frames__gt=0)
        pictures = shown.count()
    if pictures:
        return ""
    return _("There is no picture in it: nothing of it can be shown. Refuse it.")


def _unproven(batch: Batch) -> str:
    """What the second reader has against it; by name, never a value."""
    proof = Proof.objects.of(batch)
    if proof is None:
        return _(
            "The second check of this batch has left no report. "
            "Refuse it, and send it again."
        )
    if proof.passed:
        return ""
    return _("A second check found a fault: %(names)s Refuse the batch.") % {
        "names": " ".join(proof.found[:5])
    }


def outcome_counts(batch: Batch) -> dict[str, int]:
    counted = batch.incoming.values_list("outcome").annotate(n=Count("pk")).order_by()
    return dict(counted)


def batch_has_suspects(batch: Batch) -> bool:
    study = batch.study
    return study is not None and study.series.filter(instances__burned_in=True).exists()


def refuse(batch: Batch, *, by: User, reason: str) -> Batch:
    """Nothing of it is kept but the fact that it came, and why it went."""
    if not rules.can_review(by):
        raise PermissionDenied
    return _refuse(batch, by=by, reason=reason)


def let_lapse(batch: Batch, *, reason: str) -> Batch:
    """Refused by the portal itself: its time is over."""
    return _refuse(batch, by=None, reason=reason)


@transaction.atomic
def _refuse(batch: Batch, *, by: User | None, reason: str) -> Batch:
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not batch.is_open:
        raise Refused(_("%(batch)s is settled already.") % {"batch": batch.reference})

    name = batch.full_name
    study, batch.study = batch.study, None
    batch.reason, batch.note = reason[:200], ""
    _settle(batch, Batch.State.REFUSED, by)
    # What a worker holds just now it lets go by itself, when it finds the batch closed.
    idle = batch.incoming.select_for_update(skip_locked=True)
    batch.incoming.filter(pk__in=list(idle.values_list("pk", flat=True))).update(
        due_at=None, instance=None, report={}
    )
    if study is not None:
        let_go(study)

    ledger.record(by, "batch.refused", batch)
    _tell(batch, by, _("Refused: %(batch)s") % {"batch": name})
    return batch


def _settle(batch: Batch, state: Batch.State, by: User | None) -> None:
    batch.state, batch.settled_at, batch.settled_by = state, timezone.now(), by
    batch.save()
    sightings.fold(batch)
    soon("studies.erase_settled")


def _tell(batch: Batch, by: User | None, subject: str) -> None:
    if by is None or batch.sent_by_id != by.pk:
        outbox.queue(
            "study.settled", subject, to=[batch.sent_by], url="/studies/intake/"
        )


def tell_reviewers(batch: Batch) -> None:
    """One line in the bell of whoever may look."""
    outbox.queue(
        "study.waiting",
        _("%(batch)s waits for a look") % {"batch": batch.full_name},
        to=User.objects.with_role(Role.EDUCATOR),
        url=f"/studies/intake/{batch.pk}/",
    )
