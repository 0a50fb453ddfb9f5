"""Who may do what, as a table."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portal.lib.refusal import Refused
from portal.people.models import Role
from tests.makers.desk import make_assigned, make_resolved, make_ticket
from tests.makers.people import make_agent, make_user
from tickets.desk import workflow
from tickets.desk.models import Ticket

pytestmark = pytest.mark.django_db
R = Role
NOBODY, REPORTER = "somebody else", "the reporter"

# verb: who may. The one whose ticket it is is an agent.
TABLE = {
    "take": {R.AGENT},
    "assign": {R.AGENT, R.LEAD, R.ADMINISTRATOR},
    "reply": {REPORTER, R.AGENT, R.LEAD, R.ADMINISTRATOR},
    "note": {R.AGENT, R.LEAD, R.ADMINISTRATOR},
    "hold": {R.LEAD, R.ADMINISTRATOR},
    "resolve": {R.LEAD, R.ADMINISTRATOR},
    "reopen": {REPORTER, R.AGENT, R.LEAD, R.ADMINISTRATOR},
    "close": {REPORTER, R.AGENT, R.LEAD, R.ADMINISTRATOR},
}
PEOPLE = [NOBODY, REPORTER, *Role]
SEES = {
    REPORTER,
    R.AGENT,
    R.ASSET_MANAGER,
    R.LEAD,
    R.AUDITOR,
    R.ADMINISTRATOR,
}


def ticket_for(verb):
    if verb == "take":
        return make_ticket()
    return make_resolved() if verb in {"reopen", "close"} else make_assigned()


def somebody(who, ticket):
    if who == REPORTER:
        return ticket.reporter
    return make_user() if who == NOBODY else make_user(who)


def do(verb, ticket, by):
    later = timezone.now() + timedelta(hours=1)
    arguments = {
        "assign": {"to": make_agent()},
        "reply": {"body": "Looking."},
        "note": {"body": "Again."},
        "hold": {"reason": "vendor", "until": later},
        "resolve": {"cause": "network", "resolution": "Cable."},
        "reopen": {"reason": "Still."},
    }
    return getattr(workflow, verb)(ticket, by=by, **arguments.get(verb, {}))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("verb", TABLE)
def test_role_by_verb(verb, who):
    ticket = ticket_for(verb)
    by = somebody(who, ticket)

    if who in TABLE[verb]:
        do(verb, ticket, by)
    elif who == R.AGENT:  # hold, resolve: an agent may, once the ticket is theirs
        with pytest.raises(Refused):
            do(verb, ticket, by)
    else:
        with pytest.raises(PermissionDenied):
            do(verb, ticket, by)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_sees_a_ticket(who):
    ticket = make_assigned()

    seen = Ticket.objects.visible_to(somebody(who, ticket))

    assert seen.exists() == (who in SEES)
