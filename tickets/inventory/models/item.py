"""A configuration item: a scanner, a system, a screen, and where it stands."""

from typing import Any, Final

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.competency.models import Competency
from portal.people.models import Department, Facility, Role, User
from tickets.inventory.models.asking import ItemQuerySet, Lifecycle
from tickets.inventory.models.kind import ItemType
from tickets.inventory.models.naming import (
    AE_TITLE,
    AE_TITLE_LENGTH,
    IS_AE_TITLE,
    SEARCHED_NAMES,
    SHORT_ID_LENGTH,
    new_short_id,
)
from tickets.inventory.models.saying import InWords
from tickets.inventory.models.service import Contract, Vendor

CHANGES_ITEMS: Final = (Role.ASSET_MANAGER, Role.ADMINISTRATOR)


@pghistory.track(exclude=["names"])
class ConfigurationItem(InWords):
    """One thing that the department runs and may have to mend."""

    short_id = models.CharField(
        max_length=SHORT_ID_LENGTH, unique=True, default=new_short_id, editable=False
    )
    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(
        _("what it is for"),
        max_length=200,
        blank=True,
        help_text=_("One sentence, for somebody who has never seen it."),
    )
    type = models.ForeignKey(
        ItemType, models.PROTECT, related_name="items", verbose_name=_("type")
    )
    lifecycle = models.CharField(
        _("lifecycle"), max_length=10, choices=Lifecycle, default=Lifecycle.IN_USE
    )
    tier = models.PositiveSmallIntegerField(
        _("tier"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
        help_text=_("1: care stops without it, day and night. 4: it can wait a week."),
    )

    facility = models.ForeignKey(
        Facility, models.PROTECT, related_name="items", verbose_name=_("facility")
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("department"),
    )
    building = models.CharField(_("building"), max_length=60, blank=True)
    room = models.CharField(_("room"), max_length=60, blank=True)
    phone = models.CharField(_("phone beside it"), max_length=40, blank=True)

    manufacturer = models.CharField(_("manufacturer"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    software_version = models.CharField(
        _("software version"), max_length=60, blank=True
    )
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    asset_tag = models.CharField(_("asset tag"), max_length=40, blank=True)
    udi = models.CharField(
        _("UDI"),
        max_length=120,
        blank=True,
        help_text=_("As the label has it: (01) device, then what else follows."),
    )
    fda_product_code = models.CharField(
        _("FDA product code"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters."))],
    )
    details: Any = models.JSONField(
        default=dict, blank=True, help_text=_("What its type asks, by code.")
    )

    ae_title = models.CharField(
        _("AE title"),
        max_length=AE_TITLE_LENGTH,
        blank=True,
        validators=[IS_AE_TITLE],
        help_text=_("At most 16 characters, unique in its facility."),
    )
    station_name = models.CharField(_("station name"), max_length=16, blank=True)
    host = models.CharField(_("host"), max_length=120, blank=True)
    port = models.PositiveIntegerField(
        _("port"), null=True, blank=True, validators=[MaxValueValidator(65535)]
    )

    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_items",
        verbose_name=_("owner"),
    )
    super_user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="super_used_items",
        verbose_name=_("super-user"),
    )
    vendor = models.ForeignKey(
        Vendor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("service by"),
    )
    vendor_site_id = models.CharField(_("site ID to quote"), max_length=40, blank=True)
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("contract"),
    )
    remote_access = models.CharField(
        _("remote access"),
        max_length=200,
        blank=True,
        help_text=_("By which way the vendor comes in, and who lets them."),
    )
    warranty_ends_on = models.DateField(_("warranty ends"), null=True, blank=True)
    support_ends_on = models.DateField(
        _("software support ends"), null=True, blank=True
    )

    installed_on = models.DateField(_("installed"), null=True, blank=True)
    end_of_life_on = models.DateField(_("end of life"), null=True, blank=True)
    os_name = models.CharField(_("operating system"), max_length=60, blank=True)
    os_ends_on = models.DateField(
        _("operating system support ends"), null=True, blank=True
    )

    tolerates_minutes = models.PositiveIntegerField(
        _("may stand still, minutes"),
        null=True,
        blank=True,
        help_text=_("How long care bears its loss (recovery time objective)."),
    )
    may_lose_minutes = models.PositiveIntegerField(
        _("may lose, minutes of data"),
        null=True,
        blank=True,
        help_text=_("How much work may have to be done again (recovery point)."),
    )
    downtime_procedure = models.TextField(
        _("when it stops, do this"), max_length=2000, blank=True
    )
    whom_to_tell = models.CharField(_("whom to tell"), max_length=200, blank=True)

    competencies = models.ManyToManyField(
        Competency,
        blank=True,
        related_name="items",
        verbose_name=_("what it takes to run it"),
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When it was last said true."),
    )
    confirmed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    names = models.GeneratedField(
        expression=SEARCHED_NAMES,
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "ae_title"],
                condition=~Q(ae_title="") & ~Q(lifecycle=Lifecycle.RETIRED),
                name="an_ae_title_is_one_items_in_its_facility",
                violation_error_message=_(
                    "Another item of this facility has this AE title."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ae_title__regex=AE_TITLE),
                name="an_ae_title_keeps_to_the_default_repertoire",
            ),
            models.CheckConstraint(
                condition=Q(tier__range=(1, 4)), name="an_item_has_a_tier_from_1_to_4"
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="items_by_name"),
            models.Index(fields=["tier", "name", "id"], name="items_by_tier"),
            models.Index(fields=["type", "name", "id"], name="items_by_type"),
            models.Index(fields=["facility", "name", "id"], name="items_by_facility"),
            GinIndex(
                OpClass(F("names"), name="gin_trgm_ops"), name="items_by_part_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("inventory:item", args=[self.short_id])
