"""A file on its way from a browser, piece by piece (tus 1.0)."""

import secrets
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.studies.models.delivery import Delivery
from portal.jobs.models import Work
from portal.people.models import User


def new_key() -> str:
    return secrets.token_hex(16)


class UploadQuerySet(models.QuerySet["Upload"]):
    def sent_by(self, user: User) -> Self:
        return self.filter(delivery__sent_by=user)

    def under_way(self) -> Self:
        return self.filter(finished_at=None)


class Upload(Work):
    """One file of a delivery while it comes, and until it has been taken in. Its
    bytes lie in quarantine under its key; its name stays with the sender."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="uploads")
    number = models.PositiveIntegerField()
    token = models.CharField(
        max_length=64, help_text="By which the sender's browser knows the file again."
    )
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    unpacked = models.PositiveIntegerField(default=0, help_text="Members of a zip.")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "number"], name="a_file_is_uploaded_once"
            ),
            models.UniqueConstraint(
                fields=["delivery", "token"], name="a_file_is_known_again"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, offset__lte=F("size"))
                | Q(finished_at__isnull=False, offset=F("size")),
                name="an_upload_is_finished_when_all_of_it_is_here",
            ),
        ]
        indexes = [
            *Work.Meta.indexes,
            models.Index(
                fields=["heard_at"],
                condition=Q(finished_at=None),
                name="upload_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}, file {self.number}"
