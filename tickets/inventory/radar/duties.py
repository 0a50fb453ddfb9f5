"""What happens to duties: planned, changed, done and written down."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User
from tickets.inventory import findings, rules
from tickets.inventory.models import (
    Checklist,
    Duty,
    DutyRecord,
    DutyResult,
    FindingKind,
    ItemDocument,
)
from tickets.inventory.radar import checklists
from tickets.inventory.radar.cadence import next_after


@transaction.atomic
def plan(*, by: User, **facts: Any) -> Duty:
    _may_plan(by)
    duty = Duty.objects.create(**facts)
    ledger.record(by, "duty.planned", duty)
    return duty


@transaction.atomic
def change(duty: Duty, *, by: User, **facts: Any) -> Duty:
    _may_plan(by)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    changed = sorted(
        name for name, value in facts.items() if getattr(duty, name) != value
    )
    for name in changed:
        setattr(duty, name, facts[name])
    if changed:
        duty.save(update_fields=changed)
        ledger.record(by, "duty.changed", duty, fields=changed)
    return duty


@transaction.atomic
def record(
    duty: Duty,
    *,
    by: User,
    done_on: date,
    result: DutyResult,
    answers: Mapping[str, Any] | None = None,
    note: str = "",
    documents: Iterable[ItemDocument] = (),
    form_key: UUID | None = None,
) -> DutyRecord:
    """One form makes one record. The next day follows from the interval; what failed
    leaves a finding until a later record passes."""
    if not rules.can_record(by, duty):
        raise PermissionDenied
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    kept = DutyRecord.objects.filter(form_key=form_key).first() if form_key else None
    if kept is not None:
        return kept
    _check(duty, done_on, result, answers or {})
    made = DutyRecord.objects.create(
        duty=duty,
        due_on=duty.next_on,
        done_on=done_on,
        result=result,
        checklist=duty.checklist,
        answers=dict(answers or {}),
        note=note,
        by=by,
        form_key=form_key,
    )
    made.documents.set(documents)
    _go_on(duty, made)
    ledger.record(by, "duty.recorded", duty, result=result, done_on=str(done_on))
    return made


def _check(
    duty: Duty, done_on: date, result: DutyResult, answers: Mapping[str, Any]
) -> None:
    if done_on > timezone.localdate():
        raise Refused(_("It cannot have been done after today."))
    if duty.checklist is None or result != DutyResult.PASS:
        return
    amiss = checklists.amiss(checklists.kept(duty.checklist.steps), answers)
    if amiss:
        raise Refused(
            _("“%(step)s” is open or outside its limits: it has not just passed.")
            % {"step": amiss[0].says}
        )


def _go_on(duty: Duty, made: DutyRecord) -> None:
    """The next day, and what the desk should hear."""
    if duty.next_on:
        findings.clear(
            f"duty:{duty.pk}:{duty.next_on.isoformat()}",
            said=_("Done on %(day)s: %(result)s.")
            % {"day": made.done_on, "result": made.get_result_display()},
        )
    if duty.every_days:
        duty.next_on = next_after(duty.next_on, made.done_on, duty.every_days)
    else:
        duty.next_on = None
    duty.save(update_fields=["next_on"])
    failed = f"failed:{duty.pk}"
    if made.result == DutyResult.FAIL:
        findings.leave(
            duty.item,
            kind=FindingKind.DUTY,
            key=failed,
            title=(_("Failed: %(duty)s") % {"duty": duty})[:160],
            detail=made.note,
            urgent=True,
        )
    else:
        findings.clear(failed, said=_("Passed on %(day)s.") % {"day": made.done_on})


@transaction.atomic
def write_checklist(
    *, by: User, code: str, title: str, steps: list[checklists.Step]
) -> Checklist:
    """A new version where the code is known; duties go on with the newest, records
    keep the one they were made with."""
    _may_plan(by)
    before = Checklist.objects.select_for_update().filter(code=code, is_current=True)
    old = before.first()
    if old and (old.title, old.steps) == (title, checklists.stored(steps)):
        return old
    if old:
        before.update(is_current=False)
    made = Checklist.objects.create(
        code=code,
        version=old.version + 1 if old else 1,
        title=title,
        steps=checklists.stored(steps),
    )
    if old:
        Duty.objects.filter(checklist__code=code).update(checklist=made)
    ledger.record(by, "checklist.written", made, version=made.version)
    return made


def _may_plan(by: User) -> None:
    if not rules.can_change_items(by):
        raise PermissionDenied
