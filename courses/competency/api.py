"""Standing, evidence and needs, for programs."""

from datetime import date, datetime
from typing import Literal

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from courses.competency import grid, rules
from courses.competency.models import Evidence, LearningNeed
from courses.competency.standing import Cell, matrix
from portal.api import routers
from portal.api.auth import ApiRequest

router = Router(tags=["Competency"])
PAGE = 100


class CompetencyOut(Schema):
    id: int
    code: str
    title: str
    statement: str
    domain: str
    risk: int
    validity_months: int
    grace_days: int


class CellOut(Schema):
    competency: str
    asked: int
    held: int
    state: str
    critical: bool
    valid_until: date | None
    due_on: date | None
    learning_need: bool


class RowOut(Schema):
    person_id: int
    name: str
    cells: list[CellOut]


class MatrixOut(Schema):
    rows: list[RowOut]
    next_after: int | None


class EvidenceOut(Schema):
    id: int
    kind: str
    method: str
    title: str
    occurred_at: datetime
    score: float | None
    passed: bool | None
    issuer: str
    withdrawn: bool
    competencies: list[str]


class NeedOut(Schema):
    id: int
    learner_id: int
    competency: str
    level: int
    reason: str
    source: str
    raised_at: datetime
    met_at: datetime | None


@router.get("/competencies", response=list[CompetencyOut])
def competencies(request: ApiRequest) -> list[dict[str, object]]:
    """What the framework asks today."""
    return [
        {
            "id": one.pk,
            "code": one.code,
            "title": one.title,
            "statement": one.statement,
            "domain": one.domain.code,
            "risk": one.risk,
            "validity_months": one.validity_months,
            "grace_days": one.grace_days,
        }
        for one in grid.all_columns()
    ]


@router.get("/matrix", response=MatrixOut)
def rows(request: ApiRequest, after: int = 0) -> dict[str, object]:
    """People whom the caller may see, by id: ask again with `next_after`."""
    people = list(
        rules.people_visible_to(request.user)
        .filter(pk__gt=after, is_active=True)
        .order_by("pk")[:PAGE]
    )
    table = matrix(people)
    return {
        "rows": [
            {
                "person_id": person.pk,
                "name": person.name,
                "cells": [_cell(cell) for cell in _in_order(table.of(person.pk))],
            }
            for person in people
        ],
        "next_after": people[-1].pk if len(people) == PAGE else None,
    }


@router.get("/people/{person_id}/evidence", response=list[EvidenceOut])
def evidence(
    request: ApiRequest, person_id: int, before: int | None = None
) -> list[dict[str, object]]:
    """Newest first by id, a hundred at a time: ask again with `before`."""
    person = get_object_or_404(rules.people_visible_to(request.user), pk=person_id)
    found = Evidence.objects.filter(person=person).select_related("withdrawal")
    found = found.order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    return [
        {
            "id": one.pk,
            "kind": one.kind,
            "method": one.method,
            "title": one.title,
            "occurred_at": one.occurred_at,
            "score": one.score,
            "passed": one.passed,
            "issuer": one.issuer,
            "withdrawn": hasattr(one, "withdrawal"),
            "competencies": [competency.code for competency in one.competencies.all()],
        }
        for one in found.prefetch_related("competencies")[:PAGE]
    ]


@router.get("/needs", response=list[NeedOut])
def needs(
    request: ApiRequest, state: Literal["open", "met"] = "open"
) -> list[dict[str, object]]:
    """The newest hundred learning needs that the caller may see."""
    found = LearningNeed.objects.visible_to(request.user)
    found = found.filter(met_at__isnull=state == "open").order_by("-pk")
    return [
        {
            "id": one.pk,
            "learner_id": one.learner_id,
            "competency": one.competency.code,
            "level": one.level,
            "reason": one.reason,
            "source": one.came_from,
            "raised_at": one.raised_at,
            "met_at": one.met_at,
        }
        for one in found.select_related("competency").prefetch_related("sources")[:PAGE]
    ]


def _in_order(cells: list[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: cell.competency.code)


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "competency": cell.competency.code,
        "asked": cell.asked.level,
        "held": cell.held,
        "state": str(cell.state),
        "critical": cell.asked.critical,
        "valid_until": cell.decision.valid_until if cell.decision else None,
        "due_on": cell.asked.due_on,
        "learning_need": cell.needed,
    }


routers.add("/competency", router)
