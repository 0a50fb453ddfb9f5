"""Who works here, in what role, since when, and when they are on duty."""

from portal.people.models.duty import (
    Absence,
    RoleHolding,
    RoleProfile,
    Shift,
    Source,
)
from portal.people.models.place import (
    Department,
    Facility,
)
from portal.people.models.user import (
    Role,
    StaffRequest,
    Theme,
    User,
    UserManager,
    UserQuerySet,
    display_name,
    is_plain_line,
    is_time_zone,
)

__all__ = [
    "Absence",
    "Department",
    "Facility",
    "Role",
    "RoleHolding",
    "RoleProfile",
    "Shift",
    "Source",
    "StaffRequest",
    "Theme",
    "User",
    "UserManager",
    "UserQuerySet",
    "display_name",
    "is_plain_line",
    "is_time_zone",
]
