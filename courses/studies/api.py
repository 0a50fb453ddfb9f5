"""Studies and teaching cases in the API: what is released and published. Pixels come
by DICOMweb."""

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from courses.studies.models import CaseVersion, Study
from portal.api.auth import ApiRequest
from portal.api.paging import Paging, newest
from portal.api.routers import add

router = Router(tags=["studies"])


class StudyOut(Schema):
    id: int
    uid: str
    title: str
    modality: str
    body_part: str
    patient_line: str
    study_date: date | None
    images: int
    released_at: datetime


class StudyDetailOut(StudyOut):
    note: str
    source: str


class StudiesOut(Schema):
    studies: list[StudyOut]
    next: int | None


class Asked(Paging):
    modality: str = ""


@router.get("", response=StudiesOut)
def studies(request: ApiRequest, asked: Query[Asked]) -> dict[str, object]:
    seen = Study.objects.visible_to(request.user)
    if asked.modality:
        seen = seen.filter(modality=asked.modality)
    page, after = newest(seen, asked)
    return {"studies": page, "next": after}


@router.get("/{study_id}", response=StudyDetailOut)
def study(request: ApiRequest, study_id: int) -> Study:
    return get_object_or_404(Study.objects.visible_to(request.user), pk=study_id)


add("/studies", router)

cases = Router(tags=["cases"])


class CaseOut(Schema):
    id: int
    short_id: str = Field(alias="case.short_id")
    version: int = Field(alias="number")
    title: str
    anatomy: str
    modality: str
    difficulty: int
    finding_names: str
    study_uid: str = Field(alias="case.study.uid")
    published_at: datetime


class CaseDetailOut(CaseOut):
    history: str
    discussion: str
    references: str
    findings: list[dict[str, Any]]
    licence: str
    consent_note: str


class CasesOut(Schema):
    cases: list[CaseOut]
    next: int | None


class CasesAsked(Asked):
    anatomy: str = ""
    difficulty: int = 0


@cases.get("", response=CasesOut)
def teaching_cases(request: ApiRequest, asked: Query[CasesAsked]) -> dict[str, object]:
    """What is published; `findings` come with the single case."""
    seen = CaseVersion.objects.visible_to(request.user).for_list()
    for name in ("modality", "anatomy", "difficulty"):
        if value := getattr(asked, name):
            seen = seen.filter(**{name: value})
    page, after = newest(seen, asked)
    return {"cases": page, "next": after}


@cases.get("/{short_id}", response=CaseDetailOut)
def teaching_case(request: ApiRequest, short_id: str) -> CaseVersion:
    seen = CaseVersion.objects.visible_to(request.user).select_related("case__study")
    return get_object_or_404(seen, case__short_id=short_id)


add("/cases", cases)
