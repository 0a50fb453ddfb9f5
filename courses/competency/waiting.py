"""Who waits for an observed sign-off that this assessor may give."""

from dataclasses import dataclass

from courses.competency import figures, rules
from courses.competency.held import State
from courses.competency.models import Competency
from courses.competency.standing import today
from portal.people.models import User

SEEN_FROM = 3  # from this level on only an observation leads there
WAITS = frozenset({State.LAPSED, State.NEVER, State.GRACE, State.SOON})
WITHIN = """
person_id <> %s AND level >= %s AND EXISTS (
    SELECT 1 FROM competency_assessorauthority AS g
    JOIN competency_competency AS k ON k.id = cells.competency_id
    WHERE g.person_id = %s AND g.level >= cells.level
        AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)
        AND (g.competency_id = k.id OR g.domain_id = k.domain_id))
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    person: User
    competency: Competency
    row: figures.Worst


def for_assessor(assessor: User, *, limit: int) -> list[Waiting]:
    """The most harmful first."""
    on = today()
    rows = figures.worst(
        rules.people_visible_to(assessor).filter(is_active=True),
        limit=limit,
        states=WAITS,
        extra=WITHIN,
        extra_params=[assessor.pk, SEEN_FROM, assessor.pk, on, on],
    )
    return named(rows)


def named(rows: list[figures.Worst]) -> list[Waiting]:
    people = User.objects.in_bulk([row.person_id for row in rows])
    competencies = Competency.objects.in_bulk([row.competency_id for row in rows])
    return [
        Waiting(people[row.person_id], competencies[row.competency_id], row)
        for row in rows
    ]
