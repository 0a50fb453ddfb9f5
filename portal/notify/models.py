"""Messages that wait here until the post goes out, and who wants which."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import Work
from portal.people.models import User


class Mail(models.TextChoices):
    """When a kind of message also goes out as e-mail."""

    NOW = "now", _("At once")
    DIGEST = "digest", _("In the daily digest")
    NEVER = "never", _("Only here")


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Message(Work):
    """A line in a person's bell. As `Work` it is also an e-mail to be sent."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages"
    )
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    mail = models.CharField(max_length=6, choices=Mail)
    queued_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta(Work.Meta):
        indexes = [
            *Work.Meta.indexes,
            models.Index(fields=["recipient", "-id"], name="inbox_newest"),
            models.Index(
                fields=["recipient"], condition=Q(read_at=None), name="inbox_unread"
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(mail="digest", sent_at=None),
                name="digest_lines",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Preference(models.Model):
    """What one person chose for one kind; without a row the kind's own rule holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notify_preferences"
    )
    kind = models.CharField(max_length=60)
    mail = models.CharField(max_length=6, choices=Mail)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], name="a_kind_is_chosen_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.mail}"


class DigestQuerySet(models.QuerySet["Digest"]):
    def due(self) -> Self:
        """Whoever has lines waiting and had no digest for most of a day."""
        waits = Message.objects.filter(
            recipient=models.OuterRef("person"), mail=Mail.DIGEST, sent_at=None
        )
        since = timezone.now() - timedelta(hours=23)
        return self.filter(models.Exists(waits), due_at=None).filter(
            Q(sent_at=None) | Q(sent_at__lt=since)
        )


class Digest(Work):
    """A person's daily mail, as work to be done."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="digest"
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Digest of {self.person}"
