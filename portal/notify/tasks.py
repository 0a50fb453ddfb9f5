"""Work for the background: the post, and the daily digest."""

from celery import shared_task
from django.utils import timezone

from portal.jobs.queue import work_through
from portal.notify import mail
from portal.notify.models import Digest, Mail, Message


@shared_task(name="notify.send_waiting", ignore_result=True)
def send_waiting() -> int:
    return work_through(Message, mail.send, tries=mail.TRIES)


@shared_task(name="notify.send_digests", ignore_result=True)
def send_digests() -> int:
    """One mail a day to each who has lines waiting."""
    waiting = Message.objects.filter(mail=Mail.DIGEST, sent_at=None)
    for person_id in waiting.values_list("recipient", flat=True).distinct():
        Digest.objects.get_or_create(person_id=person_id)
    Digest.objects.due().update(due_at=timezone.now())
    return work_through(Digest, _send_digest, tries=mail.TRIES)


def _send_digest(digest: Digest) -> None:
    if mail.send_digest(digest.person):
        digest.sent_at = timezone.now()
        digest.save(update_fields=["sent_at"])
