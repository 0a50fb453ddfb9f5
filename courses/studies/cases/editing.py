"""The draft of a case: begun from a study, written, and never lost between two.

Each page that a draft is written on has a name of its own and says at which revision
it was opened. It may write while nobody else has; the first that comes second is told,
with all that was typed still before it."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.studies import rules
from courses.studies.cases import findings
from courses.studies.models import Anatomy, Study, TeachingCase
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

State = TeachingCase.State


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that a draft is open on."""

    revision: int
    page: str

    @classmethod
    def now(cls, case: TeachingCase) -> "Opened":
        return cls(case.revision, secrets.token_urlsafe(9))


class Overtaken(Refused):
    """Somebody else has written since the page was opened."""


@transaction.atomic
def start(study: Study, *, by: User) -> TeachingCase:
    """A draft, with what the library says of the study already in it."""
    if not rules.can_make_cases(by):
        raise PermissionDenied
    if not Study.objects.visible_to(by).filter(pk=study.pk).exists():
        raise Refused(_("A case is made of a study in the library."))
    case = TeachingCase.objects.create(
        study=study,
        owner=by,
        changed_by=by,
        title=study.title,
        discussion=study.note,
        licence=study.source[:200],
        modality=study.modality,
        anatomy=study.body_part if study.body_part in Anatomy.values else "",
    )
    ledger.record(by, "case.started", case, study=study.pk)
    return case


@transaction.atomic
def save(
    case: TeachingCase,
    *,
    by: User,
    opened: Opened,
    marks: object,
    **words: Any,
) -> TeachingCase:
    """All that the page holds, the findings with it."""
    case = _held(case, by=by, opened=opened)
    for name, value in words.items():
        setattr(case, name, value)
    _draw(case, marks)
    _written(case, by=by, opened=opened)
    ledger.record(by, "case.saved", case, revision=case.revision)
    return case


@transaction.atomic
def keep_findings(
    case: TeachingCase,
    *,
    by: User,
    opened: Opened,
    marks: object,
) -> TeachingCase:
    """What was drawn, as it is drawn. In the ledger once for each page, not for each
    stroke."""
    case = _held(case, by=by, opened=opened)
    _draw(case, marks)
    if case.page == opened.page:
        # No copy of all the words in the row's history for each stroke.
        case.save(update_fields=["findings", "finding_names"])
        return case
    _written(case, by=by, opened=opened)
    ledger.record(by, "case.findings_kept", case, revision=case.revision)
    return case


@transaction.atomic
def set_prior(case: TeachingCase, prior: Study | None, *, by: User) -> TeachingCase:
    """An earlier study to be read beside the case's own; or none any more."""
    case = _draft(case, by=by)
    if prior is not None and prior.pk == case.study_id:
        raise Refused(_("A case is not compared with its own study."))
    case.prior = prior
    case.changed_at, case.changed_by = timezone.now(), by
    case.save()
    ledger.record(by, "case.prior_set", case, prior=prior.pk if prior else None)
    return case


def _draft(case: TeachingCase, *, by: User) -> TeachingCase:
    if not rules.can_make_cases(by):
        raise PermissionDenied
    case = TeachingCase.objects.select_for_update().get(pk=case.pk)
    if case.state != State.DRAFT:
        raise Refused(
            _("%(case)s is not a draft just now: %(state)s.")
            % {"case": case, "state": case.get_state_display()}
        )
    return case


def _held(case: TeachingCase, *, by: User, opened: Opened) -> TeachingCase:
    """Locked, a draft, and as this page knows it."""
    case = _draft(case, by=by)
    if case.page != opened.page and case.revision != opened.revision:
        raise Overtaken(
            _("%(who)s changed this case while you had it open.")
            % {"who": case.changed_by.short_name}
        )
    return case


def _draw(case: TeachingCase, marks: object) -> None:
    case.findings = findings.read(marks, findings.images_of(case.study))
    case.finding_names = findings.names(case.findings)


def _written(case: TeachingCase, *, by: User, opened: Opened) -> None:
    if case.page != opened.page:
        case.page, case.revision = opened.page, case.revision + 1
    case.changed_at, case.changed_by = timezone.now(), by
    case.save()
