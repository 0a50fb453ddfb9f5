"""People in the API: who I am, and who works here."""

from ninja import Query, Router, Schema

from portal.api.auth import ApiRequest
from portal.api.paging import Paging, newest
from portal.people.models import User

router = Router(tags=["people"])


class PersonOut(Schema):
    id: int
    name: str
    email: str
    facility: str | None
    department: str | None

    @staticmethod
    def resolve_facility(person: User) -> str | None:
        return str(person.facility) if person.facility else None

    @staticmethod
    def resolve_department(person: User) -> str | None:
        return str(person.department) if person.department else None


class MeOut(PersonOut):
    roles: list[str]
    time_zone: str


class PeopleOut(Schema):
    people: list[PersonOut]
    next: int | None


@router.get("/me", response=MeOut)
def me(request: ApiRequest) -> User:
    return request.user


@router.get("", response=PeopleOut)
def people(request: ApiRequest, paging: Query[Paging]) -> dict[str, object]:
    seen = User.objects.visible_to(request.user).select_related(
        "facility", "department"
    )
    page, after = newest(seen, paging)
    return {"people": page, "next": after}
