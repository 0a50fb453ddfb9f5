"""Who may try what, and look at which attempt."""

from typing import Final

from django.db.models import Count, Q

from courses.assessment.models import Attempt, Variant
from courses.catalog import rules as catalog
from courses.catalog.models import Activity, Enrolment
from portal.people.models import Role, User

# So many attempts at an exercise, none of them passed, open the expert's marks.
TRIES: Final = 3


def can_try(user: User, activity: Activity) -> bool:
    """Whoever may take the course, or began it before it was archived."""
    course = activity.module.course
    if activity.withdrawn:
        return False
    return catalog.can_enrol(user, course) or (
        user.is_active and Enrolment.objects.filter(person=user, course=course).exists()
    )


def can_author(user: User) -> bool:
    """Write exercises, publish them, and grade anew what was handed in."""
    return user.has_role(Role.EDUCATOR)


def can_see_handed_in(user: User) -> bool:
    """What learners handed in, and how it was graded."""
    return user.has_role(Role.EDUCATOR, Role.ASSESSOR)


def can_mark(user: User, attempt: Attempt) -> bool:
    """Look over what another has handed in: the answers, and the images they saw."""
    is_anothers = not attempt.is_open and attempt.person_id != user.pk
    return is_anothers and can_see_handed_in(user)


def can_answer(user: User, attempt: Attempt) -> bool:
    """Nobody answers for another."""
    return user.is_active and attempt.person_id == user.pk


def can_see_result(user: User, attempt: Attempt) -> bool:
    """What was right and what was not: after it is handed in, and with no other
    attempt of theirs still open."""
    if attempt.is_open:
        return False
    if user.has_role(Role.EDUCATOR, Role.ASSESSOR):
        return True
    return not Attempt.objects.filter(
        person=user, activity_id=attempt.activity_id, state=Attempt.State.OPEN
    ).exists()


def can_see_key(user: User, attempt: Attempt) -> bool:
    """The right answers themselves: the same questions come again, so a learner
    sees them only once one attempt is passed. Images teach by being looked at, so
    the expert's marks are shown after the third attempt that failed, too."""
    if not can_see_result(user, attempt):
        return False
    if user.has_role(Role.EDUCATOR, Role.ASSESSOR):
        return True
    tried = Attempt.objects.filter(
        person=user, activity_id=attempt.activity_id, state=Attempt.State.SUBMITTED
    ).aggregate(
        all=Count("pk", distinct=True),
        passed=Count("pk", filter=Q(grades__passed=True), distinct=True),
    )
    is_practised = attempt.activity.kind == "exercise" and tried["all"] >= TRIES
    return bool(tried["passed"]) or is_practised or _was_its_own(attempt)


def _was_its_own(attempt: Attempt) -> bool:
    """What is right in this variant is right in no other: it gives nothing away."""
    return Variant.objects.filter(attempt=attempt, differs=True).exists()
