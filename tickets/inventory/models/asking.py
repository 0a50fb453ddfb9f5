"""What is asked of many items at once."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.people.models import User

if TYPE_CHECKING:
    from tickets.inventory.models.item import (
        ConfigurationItem,  # noqa: F401 - named in a string below
    )


class Lifecycle(models.TextChoices):
    PLANNED = "planned", _("Planned")
    IN_USE = "in_use", _("In use")
    STANDBY = "standby", _("Standby")
    OUT_OF_USE = "out_of_use", _("Out of use")
    RETIRED = "retired", _("Retired")


class ItemQuerySet(models.QuerySet["ConfigurationItem"]):
    def visible_to(self, user: User) -> Self:
        """Everybody at work may look an item up: they stand in front of it."""
        return self if user.is_active else self.none()

    def running(self) -> Self:
        return self.filter(lifecycle__in=[Lifecycle.IN_USE, Lifecycle.STANDBY])

    def for_list(self) -> Self:
        """All that one row of the list shows, in a single query."""
        away = _some("MaintenanceWindow", "now", items=OuterRef("pk"))
        return self.select_related("type", "facility", "state", "contract").annotate(
            in_maintenance=away
        )

    def for_page(self) -> Self:
        return self.for_list().select_related(
            "department", "owner", "super_user", "vendor", "contract", "confirmed_by"
        )

    def with_watch(self) -> Self:
        """Whether there are probes to ask for: most items have none."""
        return self.annotate(is_probed=_some("Probe", "all", item=OuterRef("pk")))

    def ending_by(self, day: object) -> Self:
        """Running items whose contract, warranty or software support ends by then."""
        return (
            self.running()
            .filter(
                Q(contract__ends_on__lte=day)
                | Q(warranty_ends_on__lte=day)
                | Q(support_ends_on__lte=day)
                | Q(os_ends_on__lte=day)
                | Q(end_of_life_on__lte=day)
            )
            .select_related("contract")
        )


def _some(model: str, which: str, **of: OuterRef) -> Exists:
    """The models of these rows come after the items'."""
    rows = apps.get_model("inventory", model)._default_manager
    return Exists(getattr(rows, which)().order_by().filter(**of))
