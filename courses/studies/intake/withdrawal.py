"""A released study taken back at once: somebody saw what should not be there."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.studies import rules, tokens
from courses.studies.keeping import quarantine
from courses.studies.models import Batch, Look, Study, TextBox
from courses.studies.review import texts
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import kinds, outbox
from portal.people.models import Role, User
from portal.wake import soon

kinds.register("study.withdrawn", gettext_lazy("A study was taken out of the library"))


@transaction.atomic
def withdraw(study: Study, *, by: User, reason: str, erase: bool) -> Batch:
    """Out of the library, out of search, and every viewer's token for it ends.
    `erase`: its frames too; else they wait in review for a new look."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    if not rules.can_review(by):
        raise PermissionDenied
    if study.released_at is None:
        raise Refused(_("%(study)s is not in the library.") % {"study": study})

    releaser = study.released_by
    study.released_at = study.released_by = None
    study.save(update_fields=["released_at", "released_by"])
    batch = _batch_of(study, by)
    batch.reason = reason[:200]
    if erase:
        _give_up(batch, study, by)
    else:
        _look_again(batch, study)

    ledger.record(by, "study.withdrawn", batch, study=study.pk, erased=erase)
    outbox.queue(
        "study.withdrawn",
        _("Taken out of the library: %(study)s") % {"study": study},
        to={batch.sent_by, releaser, *User.objects.with_role(Role.EDUCATOR)} - {None},
        url=f"/studies/intake/{batch.pk}/",
    )
    transaction.on_commit(tokens.forget)
    return batch


def _batch_of(study: Study, by: User) -> Batch:
    """The one that it came by; a study that was made here gets one."""
    found = study.batches.select_for_update().order_by("-pk").first()
    return found or Batch(
        study_uid=study.uid, token=quarantine.new_token(), sent_by=by, study=study
    )


def _give_up(batch: Batch, study: Study, by: User) -> None:
    """As a refusal: files go from the store by the same sweep."""
    batch.state, batch.study, batch.erased_at = Batch.State.REFUSED, None, None
    batch.settled_at, batch.settled_by = timezone.now(), by
    batch.save()
    let_go(study)
    soon("studies.erase_settled")


def _look_again(batch: Batch, study: Study) -> None:
    """Whoever saw it missed something: every look, and every word that a box is
    harmless, counts no more. What is painted already stays painted."""
    batch.state, batch.study, batch.erased_at = Batch.State.REVIEW, study, None
    batch.settled_at = batch.settled_by = batch.vouched_by = batch.warned_at = None
    batch.pixels_vouched, batch.received_at = False, timezone.now()
    batch.save()
    Look.objects.filter(instance__series__study=study).delete()
    boxes = TextBox.objects.of_study(study).filter(state=TextBox.State.DISMISSED)
    boxes.update(state=TextBox.State.SUGGESTED, by=None, at=timezone.now())
    texts.queue_readings(study)


def let_go(study: Study) -> None:
    """Rows of a study that must not be. Where an exercise is built on it, its name
    stays for the exercise's sake, without an image and under no UID."""
    try:
        with transaction.atomic():
            study.delete()
    except ProtectedError:
        study.series.all().delete()
        study.uid, study.images = f"withdrawn.{study.pk}", 0
        study.save(update_fields=["uid", "images"])
