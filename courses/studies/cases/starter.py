"""The library to start with: a row for each file, so that a job makes one case at a
time and a page can say how many are still to come."""

from collections.abc import Container
from datetime import timedelta
from typing import Final

from django.utils import timezone

from courses.studies.cases import loading
from courses.studies.models import CaseFile
from portal.people.models import User
from portal.wake import soon

# Its study is still on its way in: asked again this much later.
LATER: Final = timedelta(seconds=30)


def order(*, by: User) -> None:
    """Every file that comes with the portal; twice changes nothing."""
    now = timezone.now()
    CaseFile.objects.bulk_create(
        (
            CaseFile(name=path.stem, by=by, due_at=now)
            for path in sorted(loading.STARTER.glob("*.yaml"))
        ),
        ignore_conflicts=True,
    )
    soon("studies.load_cases")


def load(row: CaseFile) -> None:
    """What `work_through` calls."""
    loaded = loading.load(loading.STARTER / f"{row.name}.yaml", by=row.by)
    if loaded.outcome == "waiting":
        row.due_at = timezone.now() + LATER


def load_of(studies: Container[str], *, by: User) -> None:
    """At once, the cases of studies that are in the library already."""
    for path in sorted(loading.STARTER.glob("*.yaml")):
        if loading.study_named_in(path) in studies:
            loading.load(path, by=by)


def still_to_come() -> int:
    return CaseFile.objects.filter(due_at__isnull=False).count()
