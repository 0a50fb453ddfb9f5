"""What was said about a ticket, and the steps it went through."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.desk.models.clock import Hold
from tickets.desk.models.ticket import Ticket
from tickets.inventory.models import Finding
from tickets.knowledge.models import Article


class MessageKind(models.TextChoices):
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")


class MessageQuerySet(models.QuerySet["Message"]):
    def public(self) -> Self:
        return self.filter(kind=MessageKind.REPLY)


class Message(models.Model):
    """A reply that the reporter reads too, or a note among agents."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=5, choices=MessageKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    body = models.TextField(max_length=8000)
    at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(body=""), name="a_message_says_something"
            ),
            models.CheckConstraint(
                condition=models.Q(author__isnull=False)
                | models.Q(kind=MessageKind.NOTE),
                name="only_a_note_is_left_by_monitoring",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "at", "id"], name="conversation")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.get_kind_display()}"


class Deed(models.TextChoices):
    """What can happen to a ticket, as its page tells it afterwards."""

    REPORTED = "reported", _("reported it")
    ASSIGNED = "assigned", _("gave it to")
    TAKEN = "taken", _("took it")
    HELD = "held", _("put it on hold")
    RESUMED = "resumed", _("went on with it")
    RESOLVED = "resolved", _("resolved it")
    REOPENED = "reopened", _("opened it again")
    CLOSED = "closed", _("closed it")
    WEIGHED = "weighed", _("changed the priority")


class Step(models.Model):
    """One step of a ticket, never changed. Without `by` the schedule took it."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=8, choices=Deed)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["ticket", "at", "id"], name="steps_in_order")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.deed}"


class FindingLink(models.Model):
    """The ticket that a finding went to: its own, or that of the same outage."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="finding_links")
    finding = models.OneToOneField(
        Finding, models.PROTECT, related_name="ticket_link", primary_key=True
    )
    noted_times = models.PositiveIntegerField(
        help_text="How often it had been seen when the ticket last said so."
    )

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.finding_id}"


class ArticleLink(models.Model):
    """An article that helped with a ticket."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="article_links")
    article = models.ForeignKey(Article, models.PROTECT, related_name="ticket_links")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "article"], name="an_article_is_linked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.article_id}"
