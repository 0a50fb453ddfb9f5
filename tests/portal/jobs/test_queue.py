from datetime import timedelta

import pytest
from django.utils import timezone

from portal.jobs.models import DeadLetter
from portal.jobs.queue import FIRST_WAIT, retry, work_through
from portal.lib.refusal import Refused
from portal.notify.models import Mail, Message
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def make_message(**over) -> Message:
    over.setdefault("recipient", make_user())
    over.setdefault("due_at", timezone.now())
    return Message.objects.create(kind="test", subject="A line", mail=Mail.NOW, **over)


def refuse(message: Message) -> None:
    raise Refused("This can never work.")


def fail(message: Message) -> None:
    raise OSError("DOE^JANE could not be written")


def test_after_a_while_no_other_row_is_begun():
    for _ in range(3):
        make_message()
    seen = []

    done = work_through(Message, lambda row: seen.append(row.pk), seconds=0)

    assert (done, seen) == (0, [])
    assert work_through(Message, lambda row: seen.append(row.pk), seconds=60) == 3


def test_each_due_row_is_worked_on_once():
    rows = [make_message() for _ in range(3)]
    make_message(due_at=timezone.now() + timedelta(hours=1))
    make_message(due_at=None)
    seen = []

    assert work_through(Message, lambda row: seen.append(row.pk)) == 3
    assert work_through(Message, lambda row: seen.append(row.pk)) == 0

    assert seen == [row.pk for row in rows]


def test_a_failure_is_tried_again_later_and_longer_each_time():
    message = make_message()
    waits = []

    for _ in range(3):
        Message.objects.filter(pk=message.pk).update(due_at=timezone.now())
        assert work_through(Message, fail) == 0
        message.refresh_from_db()
        waits.append(round((message.due_at - timezone.now()) / FIRST_WAIT))

    assert waits == [1, 2, 4]
    assert not DeadLetter.objects.exists()


def test_what_a_failed_step_wrote_is_undone():
    message = make_message()

    def half(row: Message) -> None:
        row.subject = "Half done"
        row.save()
        fail(row)

    work_through(Message, half)

    message.refresh_from_db()
    assert message.subject == "A line"


def test_work_that_fails_to_the_end_is_laid_aside_without_quoting_the_error():
    message = make_message(attempts=2)

    work_through(Message, fail, tries=3)

    letter = DeadLetter.objects.get()
    assert (letter.queue, letter.row, letter.attempts) == (
        "notify.Message",
        message.pk,
        3,
    )
    assert letter.reason == "builtins.OSError"
    message.refresh_from_db()
    assert message.due_at is None


def test_work_that_a_rule_refuses_is_not_tried_again():
    make_message()

    work_through(Message, refuse)

    assert DeadLetter.objects.get().reason == "This can never work."


def test_a_dead_letter_goes_back_to_work_once():
    message = make_message()
    work_through(Message, refuse)
    letter = DeadLetter.objects.get()

    retry(letter)

    assert work_through(Message, lambda row: None) == 1
    message.refresh_from_db()
    assert message.attempts == 0
    with pytest.raises(Refused, match="again already"):
        retry(letter)


def test_a_step_may_ask_to_be_called_again():
    message = make_message()
    later = timezone.now() + timedelta(minutes=5)

    def postpone(row: Message) -> None:
        row.due_at = later

    work_through(Message, postpone)

    message.refresh_from_db()
    assert message.due_at == later
