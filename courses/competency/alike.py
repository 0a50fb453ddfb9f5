"""Cells of one kind: how many there are among people, and who has one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from courses.competency.figures import CELLS, run
from courses.competency.held import State
from courses.competency.standing import end_of, today
from portal.people.models import User

LIKE: Final = """
state = ANY(%s) AND holds = ANY(%s) AND (critical OR NOT %s)
AND (%s = '' OR domain_id IN (SELECT id FROM competency_domain WHERE code = %s))
"""
COUNT: Final = f"""
SELECT count(*), count(DISTINCT person_id) FROM (
    SELECT DISTINCT person_id, competency_id
    FROM ({{cells}}) AS cells WHERE {LIKE}
) AS one
"""  # noqa: S608 - text of ours; values go as parameters


@dataclass(frozen=True, slots=True)
class Like:
    """A kind of cell: its states, and whether the level asked for is held. “Soon”
    alone would be both what lapses and what a newcomer has still to show."""

    states: Collection[State]
    critical: bool = False
    holds: tuple[bool, ...] = (True, False)

    def params(self, domain: str) -> list[Any]:
        states, holds = sorted(self.states), list(self.holds)
        return [states, holds, self.critical, domain, domain]


def counted(people: QuerySet[User], like: Like, *, domain: str = "") -> tuple[int, int]:
    """Cells that stand like this (in that domain), and whose they are."""
    [(cells, persons)] = run(COUNT, people, None, after=like.params(domain))
    return cells, persons


def behind(like: Like, *, domain: str = "") -> RawSQL:
    """A condition on people: somewhere (in that domain) they stand like this."""
    on = today()
    of_person = CELLS.replace("{of}", "= people_user.id")
    return RawSQL(  # noqa: S611 - text of ours; values go as parameters
        f"EXISTS (SELECT 1 FROM ({of_person}) AS cells WHERE {LIKE})",  # noqa: S608
        [on, end_of(on), end_of(on), *like.params(domain)],
        output_field=BooleanField(),
    )
