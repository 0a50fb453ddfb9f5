"""A case on its way to readers: handed in, sent back, published, withdrawn, revised.

Four eyes: a colleague reviews and publishes. Only where one educator works alone may
the author do it (`rules.can_publish_case`)."""

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.studies import rules
from courses.studies.cases import checks
from courses.studies.models import WORDS, CaseVersion, TeachingCase
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import kinds, outbox
from portal.people.models import Role, User

kinds.register("case.handed_in", gettext_lazy("A teaching case waits for a reviewer"))
kinds.register("case.sent_back", gettext_lazy("A teaching case of yours was sent back"))
kinds.register("case.published", gettext_lazy("A teaching case of yours is published"))
kinds.register("case.withdrawn", gettext_lazy("A teaching case was withdrawn"))

State = TeachingCase.State
MOVES: Final[Mapping[str, frozenset[str]]] = {
    State.DRAFT: frozenset({State.REVIEW, State.WITHDRAWN}),
    State.REVIEW: frozenset({State.DRAFT, State.PUBLISHED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.DRAFT, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.DRAFT}),
}


@transaction.atomic
def hand_in(case: TeachingCase, *, by: User) -> TeachingCase:
    """To a colleague, once nothing is lacking."""
    if not rules.can_make_cases(by):
        raise PermissionDenied
    case = _held(case, State.REVIEW)
    _whole(case)
    case.handed_in_by, case.sent_back = by, ""
    case.save()
    ledger.record(by, "case.handed_in", case)
    others = User.objects.with_role(Role.EDUCATOR).exclude(pk=by.pk)
    outbox.queue(
        "case.handed_in",
        _("Waits for a reviewer: %(case)s") % {"case": case},
        to=others,
        url=checks.review_url(case),
    )
    return case


@transaction.atomic
def send_back(case: TeachingCase, *, by: User, reason: str) -> TeachingCase:
    """To its author, with what should change; authors take their own back so."""
    if not rules.can_make_cases(by):
        raise PermissionDenied
    case = _held(case, State.DRAFT, only_from=State.REVIEW)
    case.sent_back = reason
    case.save()
    ledger.record(by, "case.sent_back", case)
    outbox.queue(
        "case.sent_back",
        _("Sent back: %(case)s") % {"case": case},
        to=_makers(case, but=by),
        url=checks.edit_url(case),
        body=reason,
    )
    return case


@transaction.atomic
def publish(case: TeachingCase, *, by: User) -> CaseVersion:
    """The draft as it stands becomes the version that readers see."""
    if not rules.can_make_cases(by):
        raise PermissionDenied
    case = _held(case, State.PUBLISHED, only_from=State.REVIEW)
    if not rules.can_publish_case(by, case):
        raise PermissionDenied
    version = new_version(case, reviewed_by=by)
    ledger.record(by, "case.published", case, version=version.number)
    outbox.queue(
        "case.published",
        _("Published: %(case)s") % {"case": case},
        to=_makers(case, but=by),
        url=case.get_absolute_url(),
    )
    return version


@transaction.atomic
def withdraw(case: TeachingCase, *, by: User, reason: str) -> TeachingCase:
    """No reader sees it any more; its versions stay for the record."""
    if not rules.can_withdraw_case(by, case):
        raise PermissionDenied
    case = _held(case, State.WITHDRAWN)
    case.current, case.sent_back = None, reason
    case.save()
    ledger.record(by, "case.withdrawn", case)
    outbox.queue(
        "case.withdrawn",
        _("Withdrawn: %(case)s") % {"case": case},
        to={case.owner} - {by},
        url=checks.review_url(case),
        body=reason,
    )
    return case


@transaction.atomic
def revise(case: TeachingCase, *, by: User) -> TeachingCase:
    """Work on it again. Readers go on seeing the version that is published."""
    if not rules.can_make_cases(by):
        raise PermissionDenied
    case = _held(case, State.DRAFT)
    case.handed_in_by = None
    case.save()
    ledger.record(by, "case.revised", case)
    return case


def new_version(
    case: TeachingCase, *, reviewed_by: User | None, loaded_from: str = ""
) -> CaseVersion:
    """Of a case that is held, in the state it goes to."""
    _whole(case)
    last = case.versions.order_by("-number").first()
    version = CaseVersion.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        author=case.owner,
        reviewed_by=reviewed_by,
        loaded_from=loaded_from,
        **{name: getattr(case, name) for name in WORDS},
    )
    case.current, case.state, case.sent_back = version, State.PUBLISHED, ""
    case.save()
    return version


def _makers(case: TeachingCase, *, but: User) -> list[User]:
    """Who made it and who handed it in, as far as it was not this person."""
    made = (case.owner, case.handed_in_by)
    return [one for one in made if one is not None and one != but]


def _held(case: TeachingCase, to: str, *, only_from: str | None = None) -> TeachingCase:
    """Locked, and moved to the state it goes to."""
    case = TeachingCase.objects.select_for_update().get(pk=case.pk)
    if to not in MOVES[case.state] or case.state != (only_from or case.state):
        raise Refused(
            _("%(case)s cannot take this step: it is %(state)s.")
            % {"case": case, "state": case.get_state_display().lower()}
        )
    case.state = to
    return case


def _whole(case: TeachingCase) -> None:
    if lacking := checks.lacking(case):
        raise Refused(" ".join(str(one) for one in lacking))
