"""Who may take studies in and let them out."""

from courses.studies.models import Study
from portal.people.models import Role, User


def can_send(user: User) -> bool:
    return user.has_role(Role.EDUCATOR, Role.ADMINISTRATOR)


def can_review(user: User) -> bool:
    """Look at what was cleaned, and release or refuse it."""
    return user.has_role(Role.EDUCATOR, Role.ADMINISTRATOR)


def can_edit(user: User, study: Study) -> bool:
    return can_review(user) and study.released_at is not None


def can_manage_nodes(user: User) -> bool:
    """Say which systems may send by DICOM, and who answers for each."""
    return user.has_role(Role.ADMINISTRATOR)


def can_read_sightings(user: User) -> bool:
    """What devices say of themselves in their images' headers."""
    return user.has_role(Role.ADMINISTRATOR, Role.ASSET_MANAGER)


def can_manage_profiles(user: User) -> bool:
    """Say what a department's own de-identification profiles leave in."""
    return user.has_role(Role.ADMINISTRATOR)
