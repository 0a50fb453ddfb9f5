"""The same standing, folded in the database: for teams too large to bring here.

The CASE below is `held.state_of` in SQL; a test holds the two equal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from courses.competency.held import GAPS, SOON_DAYS, State
from courses.competency.standing import end_of, today
from portal.people.models import User

CELLS: Final = """
SELECT h.person_id, r.competency_id, c.domain_id, r.level, r.critical, c.risk,
    d.valid_until,
    COALESCE(d.level >= r.level AND on_day <= d.valid_until, false) AS holds,
    CASE
        WHEN d.level >= r.level AND on_day <= d.valid_until
            THEN CASE WHEN d.valid_until - on_day <= {soon} THEN 'soon' ELSE 'met' END
        WHEN EXISTS (
            SELECT 1 FROM competency_waiver AS w
            WHERE w.person_id = h.person_id AND w.competency_id = r.competency_id
                AND on_day BETWEEN w.starts_on AND w.until) THEN 'waived'
        WHEN on_day <= due.on_day_due
            THEN CASE WHEN due.on_day_due - on_day <= {soon}
                THEN 'soon' ELSE 'later' END
        WHEN d.level >= r.level
            THEN CASE WHEN on_day <= d.valid_until + c.grace_days
                THEN 'grace' ELSE 'lapsed' END
        WHEN r.level <= (
            SELECT s.level FROM competency_assessment AS s WHERE s.id = d.supersedes_id)
            THEN 'lapsed'
        ELSE 'never'
    END AS state
FROM people_roleholding AS h
CROSS JOIN (SELECT %s::date AS on_day) AS today
JOIN competency_rolerequirement AS r ON r.profile_id = h.profile_id
    AND r.starts_on <= on_day AND (r.ends_on IS NULL OR r.ends_on > on_day)
JOIN competency_competency AS c ON c.id = r.competency_id AND NOT c.archived
CROSS JOIN LATERAL (
    SELECT GREATEST(h.starts_on, r.starts_on) + r.due_days_after_start AS on_day_due
) AS due
LEFT JOIN (
    SELECT DISTINCT ON (a.person_id, a.competency_id) a.person_id, a.competency_id,
        a.level, a.valid_until, a.supersedes_id
    FROM competency_assessment AS a
    WHERE a.person_id {of} AND a.outcome <> 'provisional' AND a.decided_at < %s
        AND NOT EXISTS (
            SELECT 1 FROM competency_revocation AS v
            WHERE v.assessment_id = a.id AND v.revoked_at < %s)
    ORDER BY a.person_id, a.competency_id, a.decided_at DESC, a.id DESC
) AS d ON d.person_id = h.person_id AND d.competency_id = r.competency_id
WHERE h.person_id {of} AND h.starts_on <= on_day
    AND (h.ends_on IS NULL OR h.ends_on > on_day)
""".replace("{soon}", str(SOON_DAYS))

# Two roles may ask the same thing of a person: it is one cell all the same.
TOTALS: Final = """
SELECT u.department_id, p.name, f.name, one.domain_id, count(*),
    count(*) FILTER (WHERE one.holds), count(*) FILTER (WHERE one.gap),
    count(*) FILTER (WHERE one.critical), count(*) FILTER (WHERE one.grace)
FROM (
    SELECT person_id, competency_id, domain_id, bool_and(holds) AS holds,
        bool_or(state = ANY(%s)) AS gap,
        bool_or(state = ANY(%s) AND critical) AS critical,
        bool_or(state = 'grace') AS grace
    FROM ({cells}) AS cells GROUP BY 1, 2, 3
) AS one
JOIN people_user AS u ON u.id = one.person_id
LEFT JOIN people_department AS p ON p.id = u.department_id
LEFT JOIN people_facility AS f ON f.id = p.facility_id
GROUP BY 1, 2, 3, 4 ORDER BY 3, 2, 1
"""

WORST: Final = """
SELECT DISTINCT ON (rank, risk, valid_until, person_id, competency_id)
    person_id, competency_id, state, level, critical, valid_until,
    CASE state WHEN 'lapsed' THEN 0 WHEN 'never' THEN 1 WHEN 'grace' THEN 2
        ELSE 3 END - 4 * critical::int AS rank, risk
FROM ({cells}) AS cells
WHERE state = ANY(%s) AND ({extra})
ORDER BY rank, risk DESC, valid_until, person_id, competency_id
LIMIT %s
"""

EXPIRIES: Final = """
SELECT GREATEST(valid_until - %s::date - 1, 0) / {soon} AS stretch,
    count(*), count(DISTINCT person_id)
FROM (
    SELECT person_id, competency_id, min(valid_until) AS valid_until
    FROM ({cells}) AS cells
    WHERE holds AND valid_until - %s::date <= 3 * {soon} GROUP BY 1, 2
) AS one
GROUP BY 1 ORDER BY 1
""".replace("{soon}", str(SOON_DAYS))


@dataclass(slots=True)
class Figures:
    """Cells: asked for, held now, lacking, lacking and critical, in grace."""

    asked: int = 0
    held: int = 0
    gaps: int = 0
    critical: int = 0
    in_grace: int = 0

    @property
    def due(self) -> int:
        return self.held + self.gaps + self.in_grace

    @property
    def percent(self) -> int:
        return 100 * self.held // self.due if self.due else 100

    def add(self, other: "Figures") -> None:
        self.asked += other.asked
        self.held += other.held
        self.gaps += other.gaps
        self.critical += other.critical
        self.in_grace += other.in_grace


@dataclass(slots=True)
class TeamFigures(Figures):
    """One department's, and how it splits by domain."""

    department_id: int | None = None
    department: str = ""
    facility: str = ""
    by_domain: dict[int, Figures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worst:
    person_id: int
    competency_id: int
    state: State
    level: int
    critical: bool
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Expiry:
    """How many levels end in this stretch of 30 days, counted from today."""

    stretch: int
    cells: int
    people: int


def totals(people: QuerySet[User], on: date | None = None) -> list[TeamFigures]:
    """The department with the most gaps first."""
    gaps, teams = sorted(GAPS), dict[int | None, TeamFigures]()
    for row in run(TOTALS, people, on, before=[gaps, gaps]):
        department, name, facility, domain, *numbers = row
        team = teams.setdefault(
            department,
            TeamFigures(
                department_id=department,
                department=name or "",
                facility=facility or "",
            ),
        )
        team.by_domain[domain] = Figures(*numbers)
        team.add(team.by_domain[domain])
    return sorted(teams.values(), key=lambda team: -team.gaps)


def whole(teams: Iterable[Figures]) -> Figures:
    """All teams as one."""
    found = Figures()
    for one in teams:
        found.add(one)
    return found


def worst(
    people: QuerySet[User],
    *,
    limit: int,
    states: Collection[State] = GAPS,
    extra: str = "true",
    extra_params: Iterable[Any] = (),
) -> list[Worst]:
    """Critical before the rest, lapsed before never shown, then by risk and age."""
    sql = WORST.replace("{extra}", extra)
    after = [sorted(states), *extra_params, limit]
    return [
        Worst(row[0], row[1], State(row[2]), *row[3:6])
        for row in run(sql, people, None, after=after)
    ]


def expiries(people: QuerySet[User], on: date | None = None) -> list[Expiry]:
    on = on or today()
    rows = run(EXPIRIES, people, on, before=[on], after=[on])
    return [Expiry(*row) for row in rows]


def run(
    sql: str,
    people: QuerySet[User],
    on: date | None,
    *,
    before: Iterable[Any] = (),
    after: Iterable[Any] = (),
) -> list[tuple[Any, ...]]:
    on = on or today()
    chosen, chosen_params = people.order_by().values("pk").query.sql_with_params()
    sql = sql.replace("{cells}", CELLS.replace("{of}", f"IN ({chosen})"))
    decided = [*chosen_params, end_of(on), end_of(on)]
    params = [*before, on, *decided, *chosen_params, *after]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
