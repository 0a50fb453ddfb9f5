"""The kinds of item, in the department's own order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemGroup(models.TextChoices):
    """The department's own order of things, from the patient inwards."""

    MODALITY = "modality", _("Modality")
    WORKSTATION = "workstation", _("Workstation")
    ARCHIVE = "archive", _("Archive")
    INFORMATION = "information", _("Information system")
    INTEGRATION = "integration", _("Integration")
    SUPPORT = "support", _("Support system")


class ItemType(models.Model):
    """A kind of item: CT scanner, PACS archive, interface engine."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    group = models.CharField(max_length=12, choices=ItemGroup)
    icon = models.CharField(max_length=40, default="server-2")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
