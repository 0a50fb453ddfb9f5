"""Who may try what, and look at which attempt."""

from courses.assessment.models import Attempt
from courses.catalog import rules as catalog
from courses.catalog.models import Activity, Enrolment
from portal.people.models import Role, User


def can_try(user: User, activity: Activity) -> bool:
    """Whoever may take the course, or began it before it was archived."""
    course = activity.module.course
    if activity.withdrawn:
        return False
    return catalog.can_enrol(user, course) or (
        user.is_active and Enrolment.objects.filter(person=user, course=course).exists()
    )


def can_answer(user: User, attempt: Attempt) -> bool:
    """Nobody answers for another."""
    return user.is_active and attempt.person_id == user.pk


def can_see_key(user: User, attempt: Attempt) -> bool:
    """After it is handed in, and with no other attempt of theirs still open."""
    if attempt.is_open:
        return False
    if user.has_role(Role.EDUCATOR, Role.ASSESSOR):
        return True
    return not Attempt.objects.filter(
        person=user, activity_id=attempt.activity_id, state=Attempt.State.OPEN
    ).exists()
