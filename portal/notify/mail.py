"""The only room that talks to the mail server."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from portal.notify.models import Mail, Message
from portal.people.models import User

TRIES = 40  # with the queue's waits: more than three days without a mail server


def send(message: Message) -> None:
    """One message to its recipient. The Message-ID is the row's own, so that a
    mail sent twice around a crash is one mail to the reader's program."""
    if message.sent_at is None and message.recipient.is_active:
        body = render_to_string("portal/notify/message.txt", _context([message]))
        post(message.recipient, message.subject, body, key=f"message-{message.pk}")
    message.sent_at = timezone.now()
    message.save(update_fields=["sent_at"])


def send_digest(person: User) -> int:
    """All that waits for this person's digest, in one mail. Counts the lines."""
    waiting = list(
        Message.objects.select_for_update(skip_locked=True)
        .filter(recipient=person, mail=Mail.DIGEST, sent_at=None)
        .order_by("pk")
    )
    if not waiting:
        return 0
    body = render_to_string("portal/notify/digest.txt", _context(waiting))
    if person.is_active:
        subject = f"{len(waiting)} things from Reading Room"
        post(person, subject, body, key=f"digest-{waiting[-1].pk}")
    pks = [message.pk for message in waiting]
    Message.objects.filter(pk__in=pks).update(sent_at=timezone.now())
    return len(waiting)


def post(person: User, subject: str, body: str, *, key: str) -> None:
    """Hand one mail to the server, which may refuse: callers are jobs."""
    host = settings.SITE_URL.partition("//")[2].partition(":")[0] or "localhost"
    headers = {"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, to=[person.email], headers=headers).send()


def _context(messages: Sequence[Message]) -> dict[str, object]:
    return {"messages": messages, "site": settings.SITE_URL}
