"""Another's images, looked at by who marks: what the learner saw, once it is closed."""

from datetime import timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessment import rules
from courses.assessment.models import Attempt, Variant
from courses.studies.models import Grant
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

LOOK: Final = timedelta(hours=2)


@transaction.atomic
def look(attempt: Attempt, *, by: User) -> Grant:
    """For a while, and with what was hidden from the learner hidden again."""
    if not rules.can_mark(by, attempt):
        raise PermissionDenied
    variant = Variant.objects.select_related("study").get(attempt=attempt)
    if variant.study is None:
        raise Refused(_("The images of this attempt are no longer kept."))
    hidden = attempt.grant.hidden if attempt.grant else []
    until = timezone.now() + LOOK
    grant, _new = Grant.objects.update_or_create(
        person=by, study=variant.study, defaults={"until": until, "hidden": hidden}
    )
    ledger.record(by, "attempt.looked_at", attempt, until=until.isoformat())
    return grant


def grant_for(user: User, attempt: Attempt) -> Grant | None:
    """The learner's own, or that of who marks; none once it has run out."""
    mine = Grant.objects.running().filter(person=user)
    if attempt.person_id == user.pk:
        return mine.filter(attempts=attempt).first()
    if not rules.can_mark(user, attempt):
        return None
    return mine.filter(study__variants__attempt=attempt).first()
