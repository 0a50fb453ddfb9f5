"""Who may read the ledger."""

from portal.people.models import Role, User


def can_read_audit(user: User) -> bool:
    return user.has_role(Role.AUDITOR, Role.ADMINISTRATOR)
