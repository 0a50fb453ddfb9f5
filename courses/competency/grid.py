"""The matrix as a page shows it: domains over columns, people down the side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery

from courses.competency.models import Competency, Domain
from courses.competency.standing import Cell, Matrix, matrix, today
from portal.people.models import RoleHolding, User


@dataclass(frozen=True, slots=True)
class Row:
    """`spots`: the cell, and whether its column begins a domain."""

    person: User
    spots: list[tuple[Cell | None, bool]]


@dataclass(frozen=True, slots=True)
class Heading:
    domain: Domain
    width: int


@dataclass(frozen=True)
class Grid:
    headings: list[Heading]
    columns: list[tuple[Competency, bool]]
    rows: list[Row]
    gaps: int
    critical: int


def team_of(reader: User) -> QuerySet[User]:
    """The people whom the reader answers for, with what they work as."""
    people: QuerySet[User] = User.objects.team_of(reader)
    return with_roles(people)


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    titles = (
        RoleHolding.objects.on(today())
        .filter(person=OuterRef("pk"))
        .order_by()
        .values("person")
        .annotate(titles=StringAgg("profile__title", delimiter=", "))
        .values("titles")
    )
    return people.annotate(works_as=Subquery(titles))


def all_columns() -> list[Competency]:
    return list(Competency.objects.in_use().select_related("domain"))


def within(columns: Sequence[Competency], domain: str) -> list[Competency]:
    """Those of one domain; all where no such domain is known."""
    return [one for one in columns if one.domain.code == domain] or list(columns)


def grid_of(people: Sequence[User], columns: Sequence[Competency]) -> Grid:
    """Columns that ask nothing of anybody here are left out."""
    table = matrix(people, competencies=columns)
    asked = {key[1] for key in table.cells}
    shown = [one for one in columns if one.pk in asked] or list(columns)
    headings = [
        Heading(domain, len(list(group)))
        for domain, group in groupby(shown, key=lambda one: one.domain)
    ]
    columns_shown = [
        (one, place == 0 or shown[place - 1].domain_id != one.domain_id)
        for place, one in enumerate(shown)
    ]
    cells = table.cells.values()
    return Grid(
        headings=headings,
        columns=columns_shown,
        rows=_rows(people, columns_shown, table),
        gaps=sum(cell.is_gap for cell in cells),
        critical=sum(cell.is_critical_gap for cell in cells),
    )


def _rows(
    people: Sequence[User],
    columns: Sequence[tuple[Competency, bool]],
    table: Matrix,
) -> list[Row]:
    return [
        Row(
            person,
            [
                (table.cells.get((person.pk, one.pk)), is_first)
                for one, is_first in columns
            ],
        )
        for person in people
    ]
