"""The worker's pulse."""

import socket

from celery import shared_task
from django.utils import timezone

from portal.jobs.models import Heartbeat


@shared_task(name="jobs.beat", ignore_result=True)
def beat() -> None:
    """Sent by the schedule and written by a worker: it proves both alive."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(
        worker=socket.gethostname(), defaults={"beat_at": now}
    )
    Heartbeat.objects.filter(beat_at__lt=now - 100 * Heartbeat.STALE).delete()
