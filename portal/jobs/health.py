"""Whether the parts that the site stands on answer."""

from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.jobs.models import Heartbeat


@dataclass(frozen=True, slots=True)
class Health:
    database: str
    broker: str
    worker: str
    worker_age_seconds: int | None

    @property
    def is_serving(self) -> bool:
        """Pages need the database alone: work waits in its rows."""
        return self.database == "ok"


def examine() -> Health:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        pulse = Heartbeat.objects.first()
    except DatabaseError:
        return Health("down", _broker(), "unknown", None)
    if pulse is None:
        return Health("ok", _broker(), "starting", None)
    age = timezone.now() - pulse.beat_at
    worker = "ok" if age < Heartbeat.STALE else "stale"
    return Health("ok", _broker(), worker, int(age.total_seconds()))


def _broker() -> str:
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError):
        return "down"
    return "ok"
