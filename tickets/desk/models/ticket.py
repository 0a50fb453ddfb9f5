"""One ticket: what is wrong with which item, for whom, and how it stands."""

from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.competency.models import Competency
from portal.people.models import Role, User
from tickets.desk.models.words import (
    OPEN,
    SETTLED,
    CanWork,
    Category,
    Cause,
    Priority,
    Source,
    Status,
)
from tickets.inventory.models import ConfigurationItem

SEES_ALL = (Role.AGENT, Role.ASSET_MANAGER, Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR)
PREFIX = "INC-"
OF_A_ROW = (
    *("subject", "status", "priority", "patient_on_table"),
    *("opened_at", "respond_by", "responded_at", "due_at", "resolved_at", "held_until"),
    *("item__name", "item__room", "assignee__name"),
)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def visible_to(self, user: User) -> Self:
        return self if user.has_role(*SEES_ALL) else self.filter(reporter=user)

    def late(self) -> Self:
        """Over either clock. While a ticket is held its second one stands still; the
        first answer is owed all the same."""
        now = timezone.now()
        unsolved = ~Q(status=Status.PENDING) & Q(due_at__lt=now)
        unanswered = Q(responded_at=None, respond_by__lt=now)
        return self.open().filter(unsolved | unanswered)

    def for_list(self) -> Self:
        """All that one row of a list shows, in a single query."""
        return self.select_related("item", "assignee").only(*OF_A_ROW)

    def numbered(self, reference: str) -> Self:
        """The ticket that is meant by “INC-4182”, “inc 4182” or “4182”."""
        digits = reference.strip().upper().removeprefix(PREFIX.rstrip("-")).strip(" -")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 18):
            return self.none()
        return self.filter(pk=int(digits))


@pghistory.track(exclude=["subject", "description", "resolution", "search", "form_key"])
class Ticket(models.Model):
    """An incident reported against one configuration item. Its number is its key."""

    subject = models.CharField(_("subject"), max_length=120)
    description = models.TextField(_("what you see"), max_length=4000, blank=True)
    category = models.CharField(max_length=10, choices=Category)
    source = models.CharField(max_length=6, choices=Source, default=Source.PORTAL)
    item = models.ForeignKey(ConfigurationItem, models.PROTECT, related_name="tickets")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reported_tickets",
        null=True,
        blank=True,
        help_text=_("Nobody, where monitoring opened it."),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assigned_tickets",
        null=True,
        blank=True,
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.NEW)
    can_work = models.CharField(max_length=10, choices=CanWork)
    patient_on_table = models.BooleanField(default=False)
    impact = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField(choices=Priority)
    opened_at = models.DateTimeField()
    respond_by = models.DateTimeField()
    responded_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    alarm_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When the clock has something to say next; empty: nothing more."),
    )
    reopenings = models.PositiveSmallIntegerField(default=0)
    cause = models.CharField(max_length=13, choices=Cause, blank=True)
    resolution = models.TextField(max_length=4000, blank=True)
    lacking = models.ForeignKey(
        Competency, models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_key = models.UUIDField(null=True, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("subject", config="english", weight="A")
        + SearchVector("description", "resolution", config="english", weight="B"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(respond_by__gte=F("opened_at"), due_at__gt=F("opened_at")),
                name="a_ticket_is_due_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(priority__range=(1, 4))
                & Q(impact__range=(1, 3))
                & Q(urgency__range=(1, 3)),
                name="a_ticket_is_weighed_on_known_scales",
            ),
            models.CheckConstraint(
                condition=Q(~Q(cause=""), status__in=SETTLED, resolved_at__isnull=False)
                | Q(status__in=OPEN, resolved_at=None, cause="", lacking=None),
                name="a_ticket_is_settled_with_a_time_and_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False)
                | Q(~Q(status=Status.CLOSED), closed_at=None),
                name="a_ticket_is_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.PENDING, held_until__isnull=False)
                | Q(~Q(status=Status.PENDING), held_until=None),
                name="a_ticket_is_held_until_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.NEW, assignee=None)
                | Q(~Q(status=Status.NEW), assignee__isnull=False)
                | Q(source=Source.MONITORING, status__in=SETTLED, assignee=None),
                name="a_ticket_is_new_until_somebody_has_it",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.MONITORING, reporter=None)
                | Q(~Q(source=Source.MONITORING), reporter__isnull=False),
                name="only_monitoring_opens_a_ticket_for_nobody",
            ),
            models.CheckConstraint(
                condition=Q(lacking=None) | Q(cause=Cause.TRAINING),
                name="only_a_training_cause_names_what_was_lacking",
            ),
            models.UniqueConstraint(
                fields=["reporter", "form_key"],
                condition=Q(form_key__isnull=False),
                name="a_form_makes_one_ticket",
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "due_at", "id"],
                condition=Q(status__in=OPEN),
                name="worklist_by_priority",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(status__in=OPEN),
                name="worklist_by_due",
            ),
            models.Index(
                fields=["respond_by"],
                condition=Q(status__in=OPEN, responded_at=None),
                name="answers_owed",
            ),
            models.Index(
                fields=["opened_at", "id", "priority"],
                condition=Q(status__in=OPEN),
                name="worklist_by_age",
            ),
            models.Index(
                fields=["assignee", "priority", "due_at", "id"],
                condition=Q(status__in=OPEN),
                name="worklist_of_an_agent",
            ),
            models.Index(
                fields=["priority", "due_at", "id"],
                condition=Q(status=Status.NEW),
                name="worklist_of_nobody",
            ),
            models.Index(
                fields=["priority", "due_at", "id"],
                condition=Q(status__in=OPEN, patient_on_table=True),
                name="worklist_of_patients",
            ),
            models.Index(
                fields=["alarm_at"],
                condition=Q(alarm_at__isnull=False),
                name="clocks_to_watch",
            ),
            models.Index(
                fields=["held_until"],
                condition=Q(status=Status.PENDING),
                name="holds_to_end",
            ),
            models.Index(
                fields=["resolved_at"],
                condition=Q(status=Status.RESOLVED),
                name="tickets_to_close",
            ),
            models.Index(fields=["reporter", "-opened_at", "-id"], name="my_tickets"),
            models.Index(fields=["item", "-opened_at", "-id"], name="item_tickets"),
            models.Index(fields=["-opened_at", "-id"], name="tickets_newest"),
            GinIndex(fields=["search"], name="ticket_words"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("desk:ticket", args=[self.reference])

    @property
    def number(self) -> int:
        return self.pk

    @property
    def reference(self) -> str:
        return f"{PREFIX}{self.pk}"

    @property
    def status_name(self) -> str:
        """get_status_display() looks through all choices for every row."""
        return str(Status(self.status).label)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def awaits_answer(self) -> bool:
        return self.is_open and self.responded_at is None

    @property
    def is_held(self) -> bool:
        return self.status == Status.PENDING
