"""Who may see whose passport, and who may judge whom."""

from datetime import date

from django.db.models import Q, QuerySet

from courses.competency.models import AssessorAuthority, Competency
from portal.people.models import Role, User

SEES_ALL = (Role.ADMINISTRATOR, Role.AUDITOR, Role.ASSESSOR)
READS_MATRIX = (Role.LEAD, Role.ADMINISTRATOR, Role.AUDITOR)


def people_visible_to(user: User) -> QuerySet[User]:
    """Oneself, one's reports and theirs; everybody for those who answer for all."""
    everybody: QuerySet[User] = User.objects.all()
    if user.has_role(*SEES_ALL):
        return everybody
    mine = Q(pk=user.pk) | Q(manager=user) | Q(manager__manager=user)
    if user.has_role(Role.LEAD):
        mine |= Q(pk__in=User.objects.team_of(user).order_by().values("pk"))
    return everybody.filter(mine)


def can_see(user: User, person: User) -> bool:
    return people_visible_to(user).filter(pk=person.pk).exists()


def can_read_matrix(user: User) -> bool:
    return user.has_role(*READS_MATRIX)


def can_assess(user: User, person: User) -> bool:
    """Never oneself, whatever one's authority."""
    return user.has_role(Role.ASSESSOR) and user.pk != person.pk and person.is_active


def can_revoke(user: User, person: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR, Role.LEAD) and user.pk != person.pk


def authority_for(
    user: User, competency: Competency, *, on: date
) -> AssessorAuthority | None:
    """The widest authority that this person holds over it on that day."""
    return (
        AssessorAuthority.objects.on(on)
        .over(competency)
        .filter(person=user)
        .order_by("-level", "-valid_from")
        .first()
    )


def authorities_of(user: User, *, on: date) -> list[AssessorAuthority]:
    """All that an assessor may judge on that day; nobody else judges anything."""
    if not user.has_role(Role.ASSESSOR):
        return []
    found = AssessorAuthority.objects.on(on).filter(person=user)
    return list(found.select_related("competency", "domain"))
