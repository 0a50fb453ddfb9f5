"""What is asked for most, in plain SQL: the list of studies, and whether somebody may
read one. Compiling these by Django costs five times what the database takes; who may
see what still comes from `visible_to`, whose SQL they are built upon."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from courses.studies.dicomweb.query import Condition
from portal.accounts.models import ApiToken

Sql = tuple[str, tuple[Any, ...]]


class StudyRow(NamedTuple):
    pk: int
    uid: str
    title: str
    modality: str
    patient_id: str
    patient_sex: str
    patient_age: str
    study_date: date | None
    images: int
    held: list[str] | None  # the modality of each series

    @property
    def modalities(self) -> list[str]:
        return sorted(set(self.held or [self.modality]))

    @property
    def series_count(self) -> int:
        return len(self.held or [])


_COLUMNS = (
    "id, uid, title, modality, patient_id, patient_sex, patient_age, study_date, "
    "images, (SELECT array_agg(modality) FROM studies_series WHERE study_id = seen.id)"
)


def find(visible: Sql, asked: Sequence[Condition], page: slice) -> list[StudyRow]:
    """The newest first, whatever was asked."""
    conditions = " AND ".join([one.as_sql() for one in asked]) or "true"
    sql = (
        f"SELECT {_COLUMNS} FROM ({visible[0]}) seen WHERE {conditions} "  # noqa: S608
        "ORDER BY released_at DESC, id DESC LIMIT %s OFFSET %s"
    )
    values = [one.value for one in asked]
    limits = [page.stop - page.start, page.start]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*visible[1], *values, *limits])
        return [StudyRow(*row) for row in cursor.fetchall()]


def key_of(visible: Sql, study_uid: str) -> int | None:
    sql = f"SELECT id FROM ({visible[0]}) seen WHERE uid = %s"  # noqa: S608
    found: int | None = _one(sql, [*visible[1], study_uid])
    return found


def counts(token: ApiToken) -> bool:
    """Whether a token that was known a moment ago is still good, and its person
    still here."""
    return _one(_COUNTS, [token.pk]) is not None


_COUNTS = """
SELECT 1 FROM accounts_apitoken token JOIN people_user person ON person.id = person_id
WHERE token.id = %s AND revoked_at IS NULL AND person.is_active
    AND (expires_at IS NULL OR expires_at > now())
"""


def _one(sql: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return row[0] if row else None
