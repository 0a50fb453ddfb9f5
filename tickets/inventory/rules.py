"""Who may change what is written down about items."""

from portal.people.models import User
from tickets.inventory.models import CHANGES_ITEMS


def can_change_items(user: User) -> bool:
    return user.has_role(*CHANGES_ITEMS)
