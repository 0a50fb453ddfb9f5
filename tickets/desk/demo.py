"""Two weeks of tickets of the demo hospital, told through the desk's own verbs."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from courses.competency.models import Competency
from portal.lib import yaml_files
from portal.lib.seeds import demo
from portal.people.models import User
from tickets.desk import volume, workflow  # noqa: F401 - volume registers what grows
from tickets.desk.models import Alert, AlertKind, Cause, HoldReason, Ticket
from tickets.desk.workflow.clocks import set_clock
from tickets.inventory.models import ConfigurationItem

FILE: Final = Path(__file__).parent / "data" / "tickets.yaml"
ANSWERED_AFTER: Final = timedelta(minutes=9)
ACKNOWLEDGED: Final = "I have it and am looking now."
HOLD: Final = timedelta(hours=26)
HOUR: Final = timedelta(hours=1)


@demo(order=80)
def plant() -> None:
    now = timezone.now()
    stories = yaml_files.read(FILE.read_text(encoding="utf-8"))
    for story in sorted(stories, key=lambda one: -float(one["ago"])):
        _tell(story, now)
    for ticket in Ticket.objects.open().filter(alarm_at__lte=now):
        _has_rung(ticket, now)


def _tell(story: dict[str, Any], now: datetime) -> None:
    opened_at = now - story["ago"] * HOUR
    ticket = workflow.report(
        by=_person(story["by"]),
        item=ConfigurationItem.objects.filter(name=story["item"]).earliest("pk"),
        category=story["what"],
        can_work=story["work"],
        patient_on_table=story.get("table", False),
        description=story["text"],
        at=opened_at,
    )
    if "agent" not in story:
        return
    agent, taken_at = _person(story["agent"]), opened_at + ANSWERED_AFTER
    ticket = workflow.take(ticket, by=agent, at=taken_at)
    if "said" in story:
        body = ACKNOWLEDGED if "cause" in story else story["said"]
        workflow.reply(ticket, by=agent, body=body, at=taken_at + ANSWERED_AFTER)
    if story["state"] == "hold":
        workflow.hold(
            ticket,
            by=agent,
            reason=HoldReason(story["reason"]),
            until=now + HOLD,
            promised="",
            at=taken_at + HOUR,
        )
    if "cause" in story:
        _settle(ticket, agent, story, opened_at + story["took"] * HOUR)


def _settle(ticket: Ticket, agent: User, story: dict[str, Any], at: datetime) -> None:
    lacking = Competency.objects.in_use().filter(code=story.get("lacking")).first()
    ticket = workflow.resolve(
        ticket,
        by=agent,
        cause=Cause(story["cause"]),
        resolution=story["said"],
        lacking=lacking,
        at=at,
    )
    if story["state"] == "closed":
        workflow.close(ticket, at=at + workflow.REOPEN_WITHIN)


def _has_rung(ticket: Ticket, now: datetime) -> None:
    """What lies in the past is not told again when the site starts."""
    kinds = [AlertKind.SOON, *([AlertKind.OVER] if ticket.due_at <= now else [])]
    Alert.objects.bulk_create(Alert(ticket=ticket, kind=kind) for kind in kinds)
    set_clock(ticket)
    ticket.save(update_fields=["alarm_at"])


def _person(account: str) -> User:
    person: User = User.objects.get(email=f"{account}@demo.example")
    return person
