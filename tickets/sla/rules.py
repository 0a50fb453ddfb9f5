"""Who may change what is promised."""

from portal.people.models import Role, User


def can_change_promises(user: User) -> bool:
    return user.has_role(Role.LEAD, Role.ADMINISTRATOR)
