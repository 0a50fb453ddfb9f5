from datetime import timedelta
from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from portal.audit import chain, ledger
from portal.audit.models import AuditEvent, AuditSeal
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def write_events(count: int) -> list[AuditEvent]:
    person = make_user()
    return [
        ledger.record(person, "person.invited", person, step=n) for n in range(count)
    ]


def verify(**options: str) -> str:
    output = StringIO()
    call_command("verify_audit", stdout=output, stderr=output, **options)
    return output.getvalue()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_the_ledger(change):
    [event] = write_events(1)
    same = AuditEvent.objects.filter(pk=event.pk)

    with pytest.raises(ProgrammingError, match="annot"), transaction.atomic():
        same.update(verb="other") if change == "update" else same.delete()

    assert same.get().verb == "person.invited"


def test_the_database_refuses_to_empty_the_ledger():
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_auditevent CASCADE")


def test_a_whole_chain_is_found_whole_and_the_tail_is_reported():
    write_events(3)
    assert chain.seal() == 3
    assert chain.seal() == 0
    write_events(2)

    assert verify().startswith("3 events sealed, 2 not sealed yet, head ")


def test_a_changed_event_is_found():
    events = write_events(3)
    chain.seal()

    with pgtrigger.ignore():
        AuditEvent.objects.filter(pk=events[1].pk).update(detail={"step": 99})

    assert chain.verify().faults == [
        f"Event {events[1].pk}, seal 2, does not fit the chain."
    ]


def test_a_back_dated_event_is_found():
    events = write_events(2)
    chain.seal()

    with pgtrigger.ignore():
        AuditEvent.objects.filter(pk=events[0].pk).update(
            at=events[0].at - timedelta(days=1)
        )

    assert chain.verify().faults


def test_a_removed_event_is_found():
    events = write_events(3)
    chain.seal()

    with pgtrigger.ignore():
        AuditEvent.objects.filter(pk=events[1].pk).delete()

    assert chain.verify().faults == [f"Event {events[1].pk}, seal 2, was removed."]


def test_an_event_removed_with_its_seal_is_found():
    events = write_events(3)
    chain.seal()

    with pgtrigger.ignore():
        AuditSeal.objects.filter(event_id=events[1].pk).delete()
        AuditEvent.objects.filter(pk=events[1].pk).delete()

    assert chain.verify().faults == [
        "Seals 2 to 2 are missing.",
        f"Event {events[2].pk}, seal 3, does not fit the chain.",
    ]


def test_a_row_put_into_the_chain_is_found():
    events = write_events(3)
    chain.seal()

    with pgtrigger.ignore():
        forged = ledger.record(None, "person.invited", make_user())
        AuditSeal.objects.filter(position=3).delete()
        AuditSeal.objects.create(position=3, event=forged, digest=bytes(32))

    assert chain.verify().faults == [
        f"Event {forged.pk}, seal 3, does not fit the chain."
    ]
    assert chain.verify().unsealed == 1
    assert AuditEvent.objects.filter(seal=None).get() == events[2]


def test_a_cut_end_is_found_by_a_head_that_was_kept():
    events = write_events(3)
    chain.seal()
    head = chain.verify().head

    with pgtrigger.ignore():
        AuditSeal.objects.filter(event_id=events[2].pk).delete()
        AuditEvent.objects.filter(pk=events[2].pk).delete()

    assert chain.verify().faults == []
    with pytest.raises(CommandError, match="The ledger was changed"):
        verify(head=head)
