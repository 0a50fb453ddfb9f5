"""Who may change what is written down about items."""

from portal.people.models import Role, User
from tickets.inventory.models import CHANGES_ITEMS, ConfigurationItem, Duty


def can_change_items(user: User) -> bool:
    return user.has_role(*CHANGES_ITEMS)


def can_read_radar(user: User) -> bool:
    """Who plans, mends or answers for what we run."""
    return user.has_role(*CHANGES_ITEMS, Role.AGENT, Role.LEAD, Role.AUDITOR)


def can_record(user: User, duty: Duty) -> bool:
    """Who sees to it, and who looks after the item."""
    own = {duty.responsible_id, duty.item.owner_id, duty.item.super_user_id}
    is_own = user.is_active and user.pk in own
    return is_own or user.has_role(*CHANGES_ITEMS, Role.AGENT)


def can_confirm(user: User, item: ConfigurationItem) -> bool:
    """Who looks after it says that it is still so."""
    is_own = user.is_active and user.pk in {item.owner_id, item.super_user_id}
    return is_own or can_change_items(user)
