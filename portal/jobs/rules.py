"""Who may look after the background work."""

from portal.people.models import Role, User


def can_manage_jobs(user: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR)
