import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from portal.jobs.models import DeadLetter
from portal.notify import kinds, outbox
from portal.notify.models import Digest, Mail, Message, Preference
from portal.notify.tasks import send_digests, send_waiting
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db
kinds.register("test.now", "Something urgent")
kinds.register("test.digest", "Something that can wait", mail=Mail.DIGEST)


def queue(kind: str, *people, **more) -> None:
    outbox.queue(kind, f"About {kind}", to=people, **more)


def test_each_person_is_told_once_in_the_bell_and_by_mail():
    person = make_user()

    queue("test.now", person, person, url="/tickets/1/", body="Come and see.")
    assert send_waiting() == 1
    assert send_waiting() == 0

    [sent] = mail.outbox
    assert sent.to == [person.email]
    assert "/tickets/1/" in sent.body
    assert "Come and see." in sent.body
    assert person.messages.get().sent_at is not None


def test_a_person_who_left_is_not_told():
    queue("test.now", make_user(is_active=False, deactivated_at=timezone.now()))

    assert not Message.objects.exists()


def test_a_choice_is_kept_to():
    person = make_user()
    Preference.objects.create(person=person, kind="test.now", mail=Mail.NEVER)

    queue("test.now", person)
    send_waiting()

    assert mail.outbox == []
    assert person.messages.count() == 1


def test_a_mail_server_that_is_down_loses_nothing(monkeypatch):
    person = make_user()
    queue("test.now", person)

    def refuse(message) -> int:
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        assert send_waiting() == 0
    waiting = person.messages.get()
    assert waiting.due_at > timezone.now()
    assert not DeadLetter.objects.exists()

    Message.objects.update(due_at=timezone.now())
    assert send_waiting() == 1
    assert len(mail.outbox) == 1


def test_lines_that_can_wait_come_in_one_mail_a_day():
    person = make_user()
    queue("test.digest", person)
    queue("test.digest", person)

    send_digests()
    queue("test.digest", person)
    send_digests()

    [digest] = mail.outbox
    assert digest.body.count("About test.digest") == 2
    Digest.objects.update(sent_at=timezone.now() - timedelta(days=1))
    send_digests()
    assert len(mail.outbox) == 2


def test_following_a_line_marks_it_as_read_and_leads_on(client):
    person = make_user()
    queue("test.now", person, url=reverse("notify:preferences"))
    client.force_login(person)

    line = person.messages.get()
    response = client.post(reverse("notify:follow", args=[line.pk]))

    assert response.url == reverse("notify:preferences")
    line.refresh_from_db()
    assert line.read_at is not None


def test_nobody_reads_anothers_bell(client):
    queue("test.now", owner := make_user())
    client.force_login(make_user())

    line = owner.messages.get()
    response = client.post(reverse("notify:follow", args=[line.pk]))

    assert response.status_code == 404


def test_choices_are_kept_from_the_page(client):
    person = make_user()
    client.force_login(person)
    page = client.get(reverse("notify:preferences"))
    chosen = dict.fromkeys(page.context["form"].fields, Mail.NEVER)

    client.post(reverse("notify:preferences"), chosen)

    queue("test.now", person)
    assert person.messages.get().mail == Mail.NEVER
