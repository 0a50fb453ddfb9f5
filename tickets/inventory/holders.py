"""Who can run an item: they hold what it takes, and they work where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from courses.competency.models import Assessment, Competency
from portal.people.models import User
from tickets.inventory.models import ConfigurationItem

WITH_HELP, ALONE = 2, 3
SOON = timedelta(days=30)
LOOKED_AT, SHOWN = 200, 6


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with the weakest of what they hold for this item."""

    person: User
    level: int
    until: date
    shape: str


def holders_of(
    item: ConfigurationItem, competencies: Sequence[Competency], today: date
) -> list[Holder]:
    """Those of the item's facility who hold every competency it takes, at least
    under supervision; the most able first."""
    if not competencies:
        return []
    by_person: dict[User, list[Assessment]] = {}
    for held in _held(item, competencies, today):
        by_person.setdefault(held.person, []).append(held)
    found = [
        _holder(person, held, today)
        for person, held in by_person.items()
        if len(held) == len(competencies)
    ]
    return sorted(found, key=lambda one: (-one.level, one.person.name))[:SHOWN]


def _held(
    item: ConfigurationItem, competencies: Sequence[Competency], today: date
) -> list[Assessment]:
    """Decisions that stand and are the newest of their kind, person by person: so
    the database may stop as soon as it has found enough."""
    newer = (
        Assessment.objects.standing()
        .filter(person=OuterRef("person"), competency=OuterRef("competency"))
        .filter(
            Q(decided_at__gt=OuterRef("decided_at"))
            | Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
        )
    )
    held = Assessment.objects.standing().filter(
        ~Exists(newer),
        competency__in=competencies,
        person__facility=item.facility_id,
        person__is_active=True,
        level__gte=WITH_HELP,
        valid_until__gte=today,
    )
    rows = held.select_related("person").defer("authority", "rule", "reason")
    return list(rows.order_by("person_id", "pk")[:LOOKED_AT])


def _holder(person: User, held: Sequence[Assessment], today: date) -> Holder:
    level = min(one.level for one in held)
    until = min(one.valid_until for one in held)
    is_sure = level >= ALONE and until > today + SOON
    return Holder(person, level, until, "met" if is_sure else "soon")
