"""Studies in the API: what the library holds. Pixels come by DICOMweb."""

from datetime import date, datetime

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from courses.studies.models import Study
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
