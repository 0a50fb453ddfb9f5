import pytest

from tests.makers.desk import make_assigned, make_ticket
from tests.makers.people import make_agent
from tickets.desk.search import find

pytestmark = pytest.mark.django_db


def test_words_find_a_ticket_by_what_was_seen_and_the_subject_counts_more():
    agent = make_agent()
    seen = make_ticket(subject="Dark edge", description="Monitor flickers in room 4")
    named = make_ticket(subject="Monitor flickers")

    titles = [hit.title for hit in find(agent, "monitor flicker", 10)]

    assert titles == [named.subject, seen.subject]


def test_a_number_finds_its_ticket_first():
    ticket = make_ticket()

    hits = find(make_agent(), ticket.reference.lower(), 10)

    assert [hit.url for hit in hits] == [ticket.get_absolute_url()]


def test_a_clinician_finds_only_their_own():
    ticket = make_assigned(subject="Monitor flickers")
    make_assigned(subject="Monitor flickers too")

    hits = find(ticket.reporter, "monitor", 10)

    assert [hit.title for hit in hits] == ["Monitor flickers"]
