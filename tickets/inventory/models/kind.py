"""The kinds of item, in the department's own order, and what each is asked."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemGroup(models.TextChoices):
    """The department's own order of things, from the patient inwards."""

    MODALITY = "modality", _("Modality")
    WORKSTATION = "workstation", _("Workstation")
    DISPLAY = "display", _("Display")
    ARCHIVE = "archive", _("Archive")
    INFORMATION = "information", _("Information system")
    INTEGRATION = "integration", _("Integration")
    SERVER = "server", _("Server")
    NETWORK = "network", _("Network")
    SUPPORT = "support", _("Support system")


class ItemType(models.Model):
    """A kind of item: CT scanner, PACS archive, interface engine."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    group = models.CharField(_("group"), max_length=12, choices=ItemGroup)
    icon = models.CharField(_("icon"), max_length=40, default="server-2")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FieldKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of a list")


class TypeField(models.Model):
    """What is asked of every item of a type: a tube's counts, a display's luminance.

    Its values stand in `ConfigurationItem.details` under its code."""

    type = models.ForeignKey(ItemType, models.CASCADE, related_name="fields")
    code = models.CharField(
        _("code"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")],
        help_text=_("How files and programs name it. It stays as it is."),
    )
    label = models.CharField(_("label"), max_length=80)
    kind = models.CharField(
        _("kind"), max_length=8, choices=FieldKind, default=FieldKind.TEXT
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    choices: Any = models.JSONField(_("choices"), default=list, blank=True)
    is_required = models.BooleanField(_("must be filled in"), default=False)
    help_text = models.CharField(_("help"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("field of a type")
        verbose_name_plural = _("fields of a type")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "code"], name="a_type_asks_a_field_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.label}"
