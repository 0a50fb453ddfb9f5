"""Work for the background: the mails that invite."""

from celery import shared_task
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Invitation, hash_of, new_secret
from portal.jobs.queue import work_through
from portal.notify import mail


@shared_task(name="accounts.send_invitations", ignore_result=True)
def send_invitations() -> int:
    return work_through(Invitation, _send, tries=mail.TRIES)


def _send(invitation: Invitation) -> None:
    """A second try after a crash makes a new secret: the newest mail counts."""
    secret = new_secret()
    invitation.secret_hash = hash_of(secret)
    invitation.expires_at = timezone.now() + Invitation.LASTS
    invitation.save(update_fields=["secret_hash", "expires_at"])
    path = reverse("accounts:welcome", args=[secret])
    body = render_to_string(
        "portal/accounts/invitation.txt",
        {"invitation": invitation, "link": f"{settings.SITE_URL}{path}"},
    )
    mail.post(
        invitation.person,
        "Your Reading Room account",
        body,
        key=f"invitation-{invitation.pk}-{invitation.attempts}",
    )
