"""The fields of an item that a file may bring, and how each stands there as text."""

from datetime import date
from typing import Any, Final

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from tickets.inventory.models import ConfigurationItem, Contract

SHORT_ID, PLACE, DETAILS = "short_id", "place", "details."
# In the order of the export's columns.
FIELDS: Final = (
    *("name", "type", "facility", "department", "building", "room", "phone"),
    *("lifecycle", "tier", "purpose", "manufacturer", "model", "software_version"),
    *("serial", "asset_tag", "udi", "fda_product_code", "ae_title", "station_name"),
    *("host", "port", "owner", "super_user", "vendor", "vendor_site_id", "contract"),
    *("remote_access", "warranty_ends_on", "support_ends_on", "installed_on"),
    *("end_of_life_on", "os_name", "os_ends_on", "tolerates_minutes"),
    *("may_lose_minutes", "downtime_procedure", "whom_to_tell"),
)
RELATED: Final = (
    *("type", "facility", "department", "owner", "super_user", "vendor", "contract"),
)
DATES: Final = frozenset(name for name in FIELDS if name.endswith("_on"))


def label_of(field: str) -> str | Promise:
    if field == SHORT_ID:
        return _("Short-id")
    if field == PLACE:
        return _("Facility > building > room")
    if field.startswith(DETAILS):
        return field.removeprefix(DETAILS).replace("_", " ").capitalize()
    name = str(ConfigurationItem._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return name[:1].upper() + name[1:]


def text_of(item: ConfigurationItem, field: str) -> str:
    """As the export writes it and the import reads it again."""
    if field.startswith(DETAILS):
        return text(item.details.get(field.removeprefix(DETAILS)))
    return text(getattr(item, field))


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, User):
        return value.email
    if isinstance(value, Contract):
        return value.number
    if isinstance(value, Model):
        return str(value.name)  # type: ignore[attr-defined]
    return str(value).strip()
