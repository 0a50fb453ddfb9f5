"""Queue a message in the caller's transaction; a worker posts it later."""

from collections.abc import Iterable

from django.utils import timezone

from portal.notify.kinds import kind_of
from portal.notify.models import Mail, Message, Preference
from portal.people.models import User
from portal.wake import soon


def queue(
    kind: str, subject: str, *, to: Iterable[User], url: str = "", body: str = ""
) -> None:
    """Tell each of them once: in the bell, and by mail as they chose."""
    people = {user.pk: user for user in to if user.is_active}
    chosen = dict(
        Preference.objects.filter(person__in=people, kind=kind).values_list(
            "person_id", "mail"
        )
    )
    now, default = timezone.now(), kind_of(kind).mail
    messages = [
        Message(
            recipient=user,
            kind=kind,
            subject=subject[:200],
            body=body,
            url=url,
            mail=chosen.get(pk, default),
            due_at=now if chosen.get(pk, default) == Mail.NOW else None,
        )
        for pk, user in people.items()
    ]
    Message.objects.bulk_create(messages)
    if any(message.due_at for message in messages):
        soon("notify.send_waiting")
