"""As many studies as a measure asks for, and no more."""

from django.db import connection

from courses.studies.demo import GROWN, grow
from courses.studies.models import Study
from portal.lib.seeds import Size


def of_studies(number: int) -> int:
    """Grown up to this number, or cut down to it; how many are held altogether."""
    grown = Study.objects.filter(source=GROWN)
    surplus = list(grown.order_by("pk").values_list("pk", flat=True)[number:])
    with connection.cursor() as cursor:
        for sql in _DELETIONS:
            cursor.execute(sql, [surplus])
    grow(Size(staff=0, tickets=0, items=0, studies=number))
    with connection.cursor() as cursor:
        for table in ("study", "series", "instance"):
            cursor.execute(f"VACUUM ANALYZE studies_{table}")
    return Study.objects.released().count()


_DELETIONS = (
    "DELETE FROM studies_instance WHERE series_id IN "
    "(SELECT id FROM studies_series WHERE study_id = ANY(%s))",
    "DELETE FROM studies_series WHERE study_id = ANY(%s)",
    "DELETE FROM studies_study WHERE id = ANY(%s)",
)
