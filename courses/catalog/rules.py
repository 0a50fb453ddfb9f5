"""Who may take a course."""

from courses.catalog.models import Course, CourseState
from portal.people.models import User


def can_enrol(user: User, course: Course) -> bool:
    """Everybody active, in what is published."""
    return user.is_active and course.state == CourseState.PUBLISHED
