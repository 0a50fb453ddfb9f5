"""What comes from outside and waits for a yes: files of items, and what was seen."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import Work
from portal.people.models import User
from tickets.inventory.models.item import CHANGES_ITEMS, ConfigurationItem


class ImportFormat(models.TextChoices):
    TABLE = "table", _("A table of ours or your own")
    NETBOX = "netbox", _("NetBox devices")
    GLPI = "glpi", _("GLPI computers and devices")
    SNIPEIT = "snipeit", _("Snipe-IT assets")
    EDIT = "edit", _("Many items changed at once")


class ImportState(models.TextChoices):
    READ = "read", _("Columns to be matched")
    CHECKING = "checking", _("Is being checked")
    CHECKED = "checked", _("Checked, nothing written yet")
    APPLYING = "applying", _("Is being written")
    APPLIED = "applied", _("Written")
    UNDOING = "undoing", _("Is being undone")
    UNDONE = "undone", _("Undone")


class ItemImportQuerySet(models.QuerySet["ItemImport"]):
    def visible_to(self, user: User) -> Self:
        """Who may change items may see what was imported."""
        return self if user.has_role(*CHANGES_ITEMS) else self.none()


class ItemImport(Work):
    """One file of items on its way: read, checked, written, perhaps undone."""

    file_name = models.CharField(max_length=160)
    format = models.CharField(max_length=8, choices=ImportFormat)
    columns: Any = models.JSONField(default=list, help_text="Headings as they came.")
    mapping: Any = models.JSONField(default=dict, help_text="Heading → field.")
    options: Any = models.JSONField(
        default=dict,
        blank=True,
        help_text="Type and facility of every line; whether what is missing is added.",
    )
    why = models.CharField(_("why"), max_length=200, blank=True)
    state = models.CharField(
        max_length=8, choices=ImportState, default=ImportState.READ
    )
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="item_imports")
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ItemImportQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = _("import of items")
        verbose_name_plural = _("imports of items")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("inventory:import", args=[self.pk])


class Verdict(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("As it is")
    WRONG = "wrong", _("Cannot be taken")


class ImportRow(models.Model):
    """One line of the file, what it would do, and what it did."""

    run = models.ForeignKey(ItemImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The line in the file.")
    cells: Any = models.JSONField(help_text="Heading → text, as it came.")
    item = models.ForeignKey(
        ConfigurationItem, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=7, choices=Verdict, blank=True)
    problems: Any = models.JSONField(default=list, blank=True)
    diff: Any = models.JSONField(
        default=dict, blank=True, help_text="Field → [before, after]."
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"], name="a_line_is_read_once"
            )
        ]
        indexes = [
            models.Index(fields=["run", "verdict", "number"], name="lines_by_verdict")
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.number}"


class SuggestionState(models.TextChoices):
    WAITING = "waiting", _("Waits for a yes")
    ACCEPTED = "accepted", _("Taken over")
    REFUSED = "refused", _("Refused")


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: User) -> Self:
        return self if user.has_role(*CHANGES_ITEMS) else self.none()

    def waiting(self) -> Self:
        return self.filter(state=SuggestionState.WAITING)


class Suggestion(models.Model):
    """What images say that the inventory does not. Nothing is changed without a yes."""

    item = models.ForeignKey(
        ConfigurationItem,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="suggestions",
        help_text="Empty: a device that nobody has written down.",
    )
    field = models.CharField(max_length=40, help_text="“new” for a new device.")
    value = models.CharField(max_length=200)
    facts: Any = models.JSONField(
        default=dict, help_text="What was seen: names, maker, versions, days, count."
    )
    state = models.CharField(
        max_length=8, choices=SuggestionState, default=SuggestionState.WAITING
    )
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "field", "value"],
                nulls_distinct=False,
                name="a_thing_seen_is_suggested_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["-made_at", "-id"],
                condition=Q(state="waiting"),
                name="suggestions_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"
