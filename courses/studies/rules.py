"""Who may take studies in and let them out."""

from courses.studies.models import Playlist, Study, TeachingCase
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


def can_make_cases(user: User) -> bool:
    return user.has_role(Role.EDUCATOR)


def can_publish_case(user: User, case: TeachingCase) -> bool:
    """Four eyes: whoever made a case or handed it in does not publish it as well,
    unless nobody else here could."""
    if not can_make_cases(user):
        return False
    if user.pk not in {case.owner_id, case.handed_in_by_id}:
        return True
    others = User.objects.with_role(Role.EDUCATOR).exclude(pk=user.pk)
    return not others.exists()


def can_withdraw_case(user: User, case: TeachingCase) -> bool:
    """Whoever is on duty for it: what must not be seen is taken away at once."""
    return user.has_role(Role.EDUCATOR, Role.ADMINISTRATOR)


def can_share_playlists(user: User) -> bool:
    return user.has_role(Role.EDUCATOR)


def can_change_playlist(user: User, playlist: Playlist) -> bool:
    return user.is_active and playlist.owner_id == user.pk
