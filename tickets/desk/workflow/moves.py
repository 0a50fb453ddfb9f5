"""What every verb shares: the lock, the move, the step, the item's state."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import outbox
from portal.notify.kinds import register
from portal.people.models import User
from portal.web import words
from tickets.desk import rules
from tickets.desk.models import Deed, Hold, Status, Step, Ticket
from tickets.inventory.models import ItemState

MOVES: Final[Mapping[Status, frozenset[Status]]] = {
    Status.NEW: frozenset({Status.ASSIGNED}),
    Status.ASSIGNED: frozenset({Status.ASSIGNED, Status.PENDING, Status.RESOLVED}),
    Status.PENDING: frozenset({Status.ASSIGNED, Status.RESOLVED}),
    Status.RESOLVED: frozenset({Status.ASSIGNED, Status.CLOSED}),
    Status.CLOSED: frozenset(),
}

# Each names a ticket by its number alone.
KINDS: Final = {
    "ticket.urgent": gettext_lazy("A ticket needs somebody now"),
    "ticket.assigned": gettext_lazy("A ticket is given to you, or taken from you"),
    "ticket.replied": gettext_lazy("Somebody wrote on a ticket of yours"),
    "ticket.held": gettext_lazy(
        "A ticket of yours is put on hold, or its hold is over"
    ),
    "ticket.resolved": gettext_lazy("A ticket of yours is resolved"),
    "ticket.reopened": gettext_lazy("A ticket of yours is opened again"),
    "ticket.clock": gettext_lazy("The time of a ticket is nearly or wholly gone"),
}
for code, label in KINDS.items():
    register(code, label)


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it stands, held until the deed is written."""
    return (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("item", "reporter", "assignee")
        .get(pk=ticket.pk)
    )


def move(ticket: Ticket, to: Status) -> None:
    """The next state, or a sentence that says how it stands instead."""
    if to not in MOVES[Status(ticket.status)]:
        raise Refused(how_it_stands(ticket))
    ticket.status = to


def allow_who_has_it(ticket: Ticket, by: User) -> None:
    """Support, and the one whose ticket it is. A page may be older than the last
    handing over: then it is said who has it, and what was typed is kept."""
    if not rules.can_work(by):
        raise PermissionDenied
    if not rules.has_it(by, ticket):
        who = ticket.assignee.short_name if ticket.assignee else _("nobody")
        said = {"ticket": ticket.reference, "who": who}
        raise Refused(_("%(ticket)s is with %(who)s. Take it over first.") % said)


def how_it_stands(ticket: Ticket) -> str:
    """“INC-4182 is resolved by S. Hazel, today 14:05.”"""
    last = ticket.steps.select_related("by").order_by("-at", "-pk").first()
    said = {
        "ticket": ticket.reference,
        "state": ticket.status_name.lower(),
        "who": last.by.short_name if last and last.by else _("the schedule"),
        "when": words.moment(last.at) if last else "",
    }
    if last is None:
        return _("%(ticket)s is %(state)s.") % said
    return (
        _("%(ticket)s is %(state)s: %(who)s, %(when)s.") % said
        + " "
        + _("Look at it again before you go on.")
    )


def write_down(
    ticket: Ticket,
    deed: Deed,
    *,
    by: User | None,
    at: datetime | None,
    to: User | None = None,
    hold: Hold | None = None,
    **detail: object,
) -> None:
    """The step on the ticket's own page, and the line in the ledger. Never a
    word of what people wrote."""
    moment = at or timezone.now()
    Step.objects.create(ticket=ticket, deed=deed, by=by, to=to, hold=hold, at=moment)
    if to is not None:
        detail["to"] = to.pk
    ledger.record(by, f"ticket.{deed}", ticket, **detail)


def tell(
    kind: str,
    subject: str,
    ticket: Ticket,
    *,
    to: Iterable[User | None],
    by: User | None,
    at: datetime | None,
) -> None:
    """The reference only, never what somebody wrote. Nobody is told of their own
    deed, and a deed that is written down later (`at`) tells nobody."""
    people = [one for one in to if one is not None and one != by]
    if at is None and people:
        outbox.queue(kind, subject, to=people, url=ticket.get_absolute_url())


def fold_item(item_id: int) -> None:
    """How the item stands now, for the map and its page. The lock comes first,
    so that of two tickets at once the later one counts both."""
    state, _new = ItemState.objects.select_for_update().get_or_create(item_id=item_id)
    standing = list(
        Ticket.objects.open()
        .filter(item=item_id)
        .order_by("priority")
        .values("priority")
        .annotate(open=Count("pk"), since=Min("opened_at"))
    )
    state.open_tickets = sum(row["open"] for row in standing)
    state.worst_priority = standing[0]["priority"] if standing else None
    state.since = standing[0]["since"] if standing else None
    state.changed_at = timezone.now()
    state.save()
