"""Who may change what is written down about items."""

from portal.people.models import Role, User


def can_change_items(user: User) -> bool:
    return user.has_role(Role.ASSET_MANAGER, Role.ADMINISTRATOR)
