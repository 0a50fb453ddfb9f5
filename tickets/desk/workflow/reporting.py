"""Three fields become a ticket."""

import re
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.refusal import Refused
from portal.people.models import Role, User
from tickets.desk.models import CanWork, Category, Deed, Source, Ticket
from tickets.desk.workflow.clocks import start_clock
from tickets.desk.workflow.moves import fold_item, tell, write_down
from tickets.inventory.impact import impact_level
from tickets.inventory.models import ConfigurationItem
from tickets.sla.targets import priority_for

URGENCY = {CanWork.NO: 1, CanWork.WORKAROUND: 2, CanWork.YES: 3}
SUBJECT = 80
SENTENCE_END = re.compile(r"(?<=[.!?;])\s")
TOLD = ("item_id", "category", "can_work", "patient_on_table", "description")


class SentBefore(Refused):
    """The form made this ticket already, and says something else now."""

    def __init__(self, ticket: Ticket) -> None:
        said = _("This was already sent as %(ticket)s.")
        super().__init__(said % {"ticket": ticket.reference})
        self.ticket = ticket


def report(
    *,
    by: User,
    item: ConfigurationItem,
    category: Category,
    can_work: CanWork,
    patient_on_table: bool = False,
    description: str = "",
    source: Source = Source.PORTAL,
    form_key: UUID | None = None,
    at: datetime | None = None,
) -> Ticket:
    """One form makes one ticket, however often it is sent; sent with something else
    in it, it is refused, so that nobody believes a correction was taken."""
    ticket = Ticket(
        reporter=by,
        item=item,
        category=category,
        can_work=can_work,
        patient_on_table=patient_on_table,
        description=description,
        subject=_subject(category, description),
        source=source,
        form_key=form_key,
        opened_at=at or timezone.now(),
    )
    try:
        return keep(ticket, at=at)
    except IntegrityError:  # two of one form: see `a_form_makes_one_ticket`
        kept = _kept(ticket)
        if kept is None:
            raise
        return kept


@transaction.atomic
def keep(ticket: Ticket, *, at: datetime | None = None) -> Ticket:
    """Weigh a ticket, start its clocks, and tell whom it concerns."""
    _weigh(ticket)
    start_clock(ticket)
    ticket.save(force_insert=True)
    fold_item(ticket.item_id)

    write_down(
        ticket,
        Deed.REPORTED,
        by=ticket.reporter,
        at=at,
        item=ticket.item_id,
        priority=ticket.priority,
    )
    if ticket.priority == 1 or ticket.patient_on_table:
        said = {"priority": ticket.priority, "ticket": ticket.reference}
        subject = _("P%(priority)s: %(ticket)s needs somebody now") % said
        people = on_duty(ticket.opened_at)
        tell("ticket.urgent", subject, ticket, to=people, by=ticket.reporter, at=at)
    return ticket


def _weigh(ticket: Ticket) -> None:
    """How much hangs on the item, how much it hurries, and what that makes."""
    ticket.impact = impact_level(ticket.item)
    ticket.urgency = 1 if ticket.patient_on_table else URGENCY[CanWork(ticket.can_work)]
    priority = priority_for(ticket.impact, ticket.urgency)
    # A person on the table waits for nothing less than P2, whatever the device.
    ticket.priority = min(priority, 2) if ticket.patient_on_table else priority


def on_duty(moment: datetime) -> list[User]:
    """The agents whose shift it is; all agents when nobody's shift it is."""
    agents = User.objects.with_role(Role.AGENT)
    now = agents.filter(shifts__starts_at__lte=moment, shifts__ends_at__gt=moment)
    return list(now.distinct()) or list(agents)


def _kept(told: Ticket) -> Ticket | None:
    """What the same form made before."""
    if told.form_key is None:
        return None
    kept = Ticket.objects.filter(reporter=told.reporter, form_key=told.form_key).first()
    if kept and any(getattr(kept, name) != getattr(told, name) for name in TOLD):
        raise SentBefore(kept)
    return kept


def _subject(category: Category, description: str) -> str:
    """The first sentence of what was seen, or else the tile that was chosen."""
    line = description.strip().partition("\n")[0]
    first = SENTENCE_END.split(line, maxsplit=1)[0].strip().removesuffix(".")
    if len(first) <= SUBJECT:
        return first or str(Category(category).label)
    return first[: SUBJECT - 1].rsplit(" ", 1)[0] + "…"
