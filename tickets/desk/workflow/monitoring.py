"""Findings become tickets: one for each, or for each outage; followed, and ended."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.web import words
from tickets.desk.models import (
    CanWork,
    Category,
    Cause,
    Deed,
    FindingLink,
    Message,
    MessageKind,
    Source,
    Status,
    Ticket,
)
from tickets.desk.workflow.moves import fold_item, locked, tell, write_down
from tickets.desk.workflow.reporting import keep
from tickets.inventory.models import Finding, FindingKind, ItemState

# How long the ticket waits before it says that all is still as it was.
STILL_SO: Final = timedelta(hours=4)
SUBJECT: Final = 120


def claim(finding: Finding) -> None:
    """One change of a finding, told to its ticket. What came and went before it was
    told leaves no ticket: the item's own page has it."""
    links = FindingLink.objects.select_related("ticket", "finding")
    link = links.filter(finding=finding).first()
    if link is None:
        if finding.cleared_at is None:
            _open(finding)
    elif finding.cleared_at:
        _cleared(link, finding)
    else:
        _still_so(link, finding)


def _open(finding: Finding) -> None:
    """The item's row is locked first: of two findings at once, the second finds the
    ticket of the first."""
    ItemState.objects.select_for_update().get_or_create(item_id=finding.item_id)
    ticket = _same_outage(finding)
    if ticket is None:
        ticket = keep(_new(finding))
    else:
        _note(ticket, f"{finding.title}. {finding.detail}")
    FindingLink.objects.create(
        ticket=ticket, finding=finding, noted_times=finding.times
    )
    if finding.kind == FindingKind.PROBE:
        finding.due_at = timezone.now() + STILL_SO


def _same_outage(finding: Finding) -> Ticket | None:
    """Two probes of one item are silent for one reason. Two duties are two tasks."""
    if finding.kind != FindingKind.PROBE:
        return None
    return (
        Ticket.objects.open()
        .filter(item=finding.item_id, finding_links__finding__kind=finding.kind)
        .order_by("pk")
        .first()
    )


def _new(finding: Finding) -> Ticket:
    """The item's tier gives the impact, as for everybody; what was found, the rest."""
    can_work = CanWork.NO if finding.kind == FindingKind.PROBE else CanWork.YES
    return Ticket(
        item=finding.item,
        category=Category.OTHER,
        can_work=can_work,
        subject=finding.title[:SUBJECT],
        description=finding.detail,
        source=Source.MONITORING,
        opened_at=timezone.now(),
    )


def _still_so(link: FindingLink, finding: Finding) -> None:
    if not link.ticket.is_open or finding.kind != FindingKind.PROBE:
        return
    finding.due_at = timezone.now() + STILL_SO
    if finding.times > link.noted_times:
        said = {
            "title": finding.title,
            "n": finding.times,
            "at": words.full(timezone.localtime(finding.seen_at)),
        }
        _note(link.ticket, _("Still so on %(at)s, seen %(n)s times: %(title)s.") % said)
        link.noted_times = finding.times
        link.save(update_fields=["noted_times"])


def _cleared(link: FindingLink, finding: Finding) -> None:
    """Who has the ticket is told. Nobody has: then it is over, and says so itself."""
    ticket = locked(link.ticket)
    said = finding.detail or _("This is so no longer.")
    _note(ticket, f"{finding.title}. {said}")
    left = ticket.finding_links.filter(finding__cleared_at=None)
    if ticket.status == Status.NEW and not left.exists():
        _settle(ticket, said)


def _settle(ticket: Ticket, said: str) -> None:
    now = timezone.now()
    ticket.status, ticket.cause = Status.RESOLVED, Cause.PASSED
    ticket.resolution, ticket.resolved_at = said, now
    ticket.responded_at = ticket.responded_at or now
    ticket.alarm_at = None
    ticket.save()
    fold_item(ticket.item_id)
    write_down(ticket, Deed.RESOLVED, by=None, at=None, cause=ticket.cause)


def _note(ticket: Ticket, body: str) -> None:
    Message.objects.create(ticket=ticket, kind=MessageKind.NOTE, author=None, body=body)
    subject = _("Monitoring left a note on %(ticket)s") % {"ticket": ticket.reference}
    tell("ticket.replied", subject, ticket, to=[ticket.assignee], by=None, at=None)
