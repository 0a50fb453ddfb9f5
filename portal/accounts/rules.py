"""Who may look after people's accounts."""

from portal.people.models import Role, User


def can_manage_people(user: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR)


def can_deactivate(user: User, person: User) -> bool:
    """Nobody locks themselves out."""
    return can_manage_people(user) and user.pk != person.pk


def can_erase(user: User, person: User) -> bool:
    return can_deactivate(user, person) and not person.is_active
