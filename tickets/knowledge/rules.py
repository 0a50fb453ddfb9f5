"""Who writes articles. Everybody reads what is published."""

from portal.people.models import Role, User


def can_write_articles(user: User) -> bool:
    return user.has_role(Role.AGENT, Role.LEAD, Role.ADMINISTRATOR)
