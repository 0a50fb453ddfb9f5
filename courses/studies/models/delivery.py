"""How files arrive: a delivery is one sending, with a line for each of its files."""

import secrets
from datetime import timedelta
from typing import Self

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.studies.models.batch import Batch
from portal.people.models import Role, User

ON_ITS_WAY = timedelta(hours=1)
SIGN_OF_LIFE = timedelta(seconds=20)


def new_key() -> str:
    return secrets.token_urlsafe(18)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> Self:
        """Their own; whoever looks at studies sees every one."""
        sees_all = user.has_role(Role.EDUCATOR, Role.ADMINISTRATOR)
        return self if sees_all else self.filter(sent_by=user)

    def on_their_way(self) -> Self:
        """Not ended, and something was heard of them within the hour."""
        since = timezone.now() - ON_ITS_WAY
        return self.filter(ended_at=None, heard_at__gte=since)

    def from_browsers(self) -> Self:
        """Where a person may pause; programs end what they began."""
        return self.filter(door=Delivery.Door.BROWSER)

    def of(self, batch: Batch) -> Self:
        return self.filter(pk__in=batch.lines.order_by().values("delivery"))


class Delivery(models.Model):
    """One sending, by whatever door. File names stay with the sender: a file is
    known by its number."""

    class Door(models.TextChoices):
        BROWSER = "browser", _("Browser")
        COMMAND = "command", _("Command")
        NETWORK = "network", _("DICOM network")
        WEB = "web", _("DICOMweb")

    key = models.CharField(max_length=32, unique=True, default=new_key)
    door = models.CharField(max_length=7, choices=Door)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="deliveries")
    calling_ae = models.CharField(max_length=16, blank=True)
    title = models.CharField(max_length=120, blank=True)
    body_part = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    profile = models.CharField(max_length=40, default="teaching")
    takes_refused = models.BooleanField(
        default=False, help_text="Takes in again what was refused before."
    )
    started_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="All is sent; some may still be unpacked."
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["heard_at"],
                condition=Q(ended_at=None),
                name="delivery_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"D-{self.pk:04d}"

    @property
    def reference(self) -> str:
        return str(self)

    @property
    def is_open(self) -> bool:
        """More may be sent."""
        return self.sent_at is None and self.ended_at is None

    @transaction.atomic
    def hear(self) -> None:
        """A sign of life; now and then is enough, and nobody waits to give one."""
        now = timezone.now()
        stale = Delivery.objects.filter(pk=self.pk, heard_at__lt=now - SIGN_OF_LIFE)
        free = stale.select_for_update(skip_locked=True).values("pk")
        Delivery.objects.filter(pk__in=free).update(heard_at=now)


class DeliveryLineQuerySet(models.QuerySet["DeliveryLine"]):
    def taken(self) -> Self:
        return self.filter(code=DeliveryLine.Code.TAKEN)

    def left_out(self) -> Self:
        return self.exclude(code__in=DeliveryLine.ARRIVED)

    def counts(self) -> dict[str, int]:
        counted = self.values_list("code").annotate(n=Count("pk")).order_by()
        return dict(counted)


class DeliveryLine(models.Model):
    """What came of one file: the batch that it is in, or why it was left out."""

    class Code(models.TextChoices):
        TAKEN = "taken", _("Taken in")
        BEFORE = "before", _("Came before: it is here once")
        NOT_DICOM = "not_dicom", _("Not a DICOM file")
        DAMAGED = "damaged", _("Damaged: its header cannot be read")
        TRUNCATED = "truncated", _("Cut off: its end is missing")
        DICOMDIR = "dicomdir", _("A DICOMDIR: the files it lists come by themselves")
        NO_STUDY = "no_study", _("Names no study")
        MISMATCH = "mismatch", _("Not the object that its sender announced")
        EMPTY = "empty", _("Empty")
        ENCRYPTED = "encrypted", _("Locked in its zip by a password")
        BAD_ZIP = "bad_zip", _("A zip that is damaged or cut off")
        BOMB = "bomb", _("Unpacks to far more than a zip of images does")
        NESTED = "nested", _("A zip within a zip: send it by itself")
        LINK = "link", _("A link or a special file, no file of its own")
        TOO_LARGE = "too_large", _("Larger than is taken in")
        DISK_FULL = "disk_full", _("The portal's disk is full: send it again later")
        NO_WRITE = "no_write", _("The portal cannot write to its quarantine")
        NOT_READ = "not_read", _("It could not be read where it lies")
        LIBRARY = "library", _("Its study is in the library already")
        REFUSED = "refused", _("This very file was refused before")
        PROFILE = "profile", _("Its study is being taken in under another profile")
        UNFINISHED = "unfinished", _("Not sent to its end")
        OTHER = "other", _("Left out")

    ARRIVED = (Code.TAKEN, Code.BEFORE)

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="Of the file, as it was sent.")
    member = models.PositiveIntegerField(default=0, help_text="Within a zip, from 1.")
    code = models.CharField(max_length=10, choices=Code)
    words = models.CharField(max_length=200, blank=True, help_text="Instead of these.")
    batch = models.ForeignKey(
        Batch, models.CASCADE, null=True, blank=True, related_name="lines"
    )

    objects = DeliveryLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a delivery")
        verbose_name_plural = _("lines of a delivery")
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "number", "member"],
                name="a_file_has_one_line_in_its_delivery",
            ),
            models.CheckConstraint(
                condition=Q(code__in=["taken", "before"], batch__isnull=False)
                | (~Q(code__in=["taken", "before"]) & Q(batch=None)),
                name="a_line_names_its_batch_or_why_there_is_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.sentence}"

    @property
    def label(self) -> str:
        return f"{self.number}.{self.member}" if self.member else str(self.number)

    @property
    def sentence(self) -> str:
        return self.words or str(self.Code(self.code).label)

    @property
    def has_arrived(self) -> bool:
        return self.code in self.ARRIVED

    @property
    def reason(self) -> str:
        """Why it was left out; empty where it is here."""
        return "" if self.has_arrived else self.sentence
