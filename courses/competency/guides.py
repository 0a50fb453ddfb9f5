"""Whom to ask: somebody by name for whoever has to show what no course teaches."""

from collections.abc import Iterable

from courses.competency.models import AssessorAuthority
from courses.competency.standing import Cell, today
from portal.people.models import Role, User


def guides_for(person: User, cells: Iterable[Cell]) -> dict[int, User]:
    """For each competency one assessor who may judge its level: of the same house
    if there is one. Two queries, however many cells; who has none asks a manager."""
    held = AssessorAuthority.objects.on(today()).filter(
        person__is_active=True, person__roles__contains=[Role.ASSESSOR]
    )
    known = sorted(
        held.exclude(person=person).select_related("person"),
        key=lambda one: (one.person.facility_id != person.facility_id, one.person.name),
    )
    found = {cell.competency.pk: _first(cell, known) for cell in cells}
    manager = person.manager if person.manager and person.manager.is_active else None
    asked = {key: one or manager for key, one in found.items()}
    return {key: one for key, one in asked.items() if one is not None}


def _first(cell: Cell, known: Iterable[AssessorAuthority]) -> User | None:
    competency = cell.competency
    return next(
        (
            one.person
            for one in known
            if one.level >= max(cell.asked.level, 1)
            and (
                one.competency_id == competency.pk
                or one.domain_id == competency.domain_id
            )
        ),
        None,
    )
