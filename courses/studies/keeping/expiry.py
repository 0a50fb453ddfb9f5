"""A batch that nobody decides on, or that no worker gets through, ends by itself:
originals of patients are not kept for ever."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.studies.intake import decision
from courses.studies.models import Batch
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import kinds, outbox
from portal.people.models import Role, User

kinds.register("study.expiring", gettext_lazy("A study will be refused for its age"))


def limit() -> timedelta:
    return timedelta(days=settings.QUARANTINE_DAYS)


def notice() -> timedelta:
    """How long before the end the reviewers hear of it."""
    return min(timedelta(days=settings.QUARANTINE_WARN_DAYS), limit() / 2)


def ends_at(batch: Batch) -> datetime:
    """Counted from the first file: one that comes late wins no time for the rest."""
    return batch.received_at + limit()


def warn() -> int:
    """Tell the reviewers once, while there is still time to look."""
    since = timezone.now() - limit() + notice()
    soon_over = Batch.objects.open().filter(received_at__lte=since, warned_at=None)
    return sum(_warn(pk) for pk in list(soon_over.values_list("pk", flat=True)))


@transaction.atomic
def _warn(pk: int) -> bool:
    batch = Batch.objects.select_for_update().get(pk=pk)
    if not batch.is_open or batch.warned_at is not None:
        return False
    batch.warned_at = timezone.now()
    batch.save(update_fields=["warned_at"])
    left = max(1, round((ends_at(batch) - batch.warned_at) / timedelta(days=1)))
    outbox.queue(
        "study.expiring",
        ngettext(
            "%(batch)s will be refused in %(n)d day",
            "%(batch)s will be refused in %(n)d days",
            left,
        )
        % {"batch": batch.full_name, "n": left},
        to=User.objects.with_role(Role.EDUCATOR),
        url=f"/studies/intake/{batch.pk}/",
        body=_("Nobody has released it yet. Its originals are erased then."),
    )
    return True


def refuse_overdue() -> int:
    """The portal's own refusal: no person's name stands under it."""
    overdue = Batch.objects.open().filter(received_at__lte=timezone.now() - limit())
    return sum(_refuse(batch) for batch in list(overdue.order_by("pk")))


def _refuse(batch: Batch) -> bool:
    try:
        with transaction.atomic():
            batch = decision.let_lapse(batch, reason=reason_for(batch))
            ledger.record(None, "batch.expired", batch, days=settings.QUARANTINE_DAYS)
    except Refused:  # somebody decided in this very moment
        return False
    return True


def reason_for(batch: Batch) -> str:
    days = settings.QUARANTINE_DAYS
    if batch.state == Batch.State.REVIEW:
        return ngettext(
            "Nobody decided on it within %(days)d day. Send it again if it is wanted.",
            "Nobody decided on it within %(days)d days. Send it again if it is wanted.",
            days,
        ) % {"days": days}
    return ngettext(
        "It could not be cleaned within %(days)d day. Send it again if it is wanted.",
        "It could not be cleaned within %(days)d days. Send it again if it is wanted.",
        days,
    ) % {"days": days}
