"""The listener's sign of life, for the page that tells how to send to it."""

import logging
import socket
from threading import Event

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from courses.studies.doors.network.listener import Terms
from courses.studies.models import Listener

logger = logging.getLogger(__name__)
EVERY_SECONDS = 15


def beat(terms: Terms, port: int) -> None:
    """One row for each listener. Without a database it only waits for one."""
    now = timezone.now()
    try:
        Listener.objects.update_or_create(
            name=f"{socket.gethostname()}:{port}"[:120],
            defaults={
                "ae_title": terms.ae_title,
                "host": settings.DICOM_PUBLIC_HOST[:64],
                "port": port,
                "is_encrypted": bool(terms.tls_cert),
                "beat_at": now,
            },
        )
        Listener.objects.filter(beat_at__lt=now - Listener.GONE).delete()
    except DatabaseError as error:
        logger.warning("The listener is not heard: %s", type(error).__name__)
    finally:
        connection.close()


def keep_beating(terms: Terms, port: int, stopped: Event) -> None:
    """Until somebody says stop."""
    while True:
        beat(terms, port)
        if stopped.wait(EVERY_SECONDS):
            return
