"""What belongs to an item's record: its software through time, and its papers."""

from typing import Self

import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from tickets.inventory.models.item import ConfigurationItem


class SoftwareSource(models.TextChoices):
    ENTERED = "entered", _("entered by hand")
    IMPORTED = "imported", _("from an import")
    SEEN = "seen", _("seen in its images")


class SoftwareVersion(models.Model):
    """A version that ran on an item from a day on. The newest is the item's own."""

    item = models.ForeignKey(
        ConfigurationItem, models.CASCADE, related_name="software_versions"
    )
    version = models.CharField(_("version"), max_length=60)
    since = models.DateField(_("since"))
    source = models.CharField(
        max_length=8, choices=SoftwareSource, default=SoftwareSource.ENTERED
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("software version")
        verbose_name_plural = _("software versions")
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "version", "since"],
                name="a_version_is_recorded_once_for_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.version}"


class DocumentKind(models.TextChoices):
    CONFORMANCE = "conformance", _("DICOM conformance statement")
    HL7 = "hl7", _("HL7 interface specification")
    INTEGRATION = "integration", _("IHE integration statement")
    MDS2 = "mds2", _("MDS2 security statement")
    SBOM = "sbom", _("SBOM")
    MANUAL = "manual", _("Manual")
    REPORT = "report", _("Service or test report")
    PHOTOGRAPH = "photograph", _("Photograph")
    OTHER = "other", _("Other")


class DocumentQuerySet(models.QuerySet["ItemDocument"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_active else self.none()

    def photographs(self) -> Self:
        return self.filter(kind=DocumentKind.PHOTOGRAPH)


@pghistory.track()
class ItemDocument(models.Model):
    """A paper or a photograph of an item; a statement is true of one version."""

    item = models.ForeignKey(
        ConfigurationItem, models.CASCADE, related_name="documents"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=120)
    software_version = models.CharField(
        _("holds for version"), max_length=60, blank=True
    )
    stored_as = models.CharField(max_length=120, unique=True, editable=False)
    file_name = models.CharField(max_length=160, editable=False)
    content_type = models.CharField(max_length=80, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["kind", "-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.title
