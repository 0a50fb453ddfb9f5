"""manage.py dicom_listener [--port PORT] [--ae-title TITLE] [--host ADDRESS]"""

import signal
import ssl
from argparse import ArgumentParser
from dataclasses import replace
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.studies.doors.network.listener import Listener, Terms
from courses.studies.doors.network.pulse import keep_beating


class Command(BaseCommand):
    help = (
        "Listen for studies on the DICOM network (C-ECHO, C-STORE), until it is "
        "interrupted. Who may send is listed on the page “DICOM senders”."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.DICOM_LISTENER_PORT)
        parser.add_argument("--ae-title", default=settings.DICOM_AE_TITLE)
        parser.add_argument(
            "--host",
            default=settings.DICOM_LISTENER_HOST,
            help="the address to bind; 0.0.0.0 is every one of this machine",
        )

    def handle(self, *, port: int, ae_title: str, host: str, **_: Any) -> None:
        terms = replace(from_settings(), port=port, ae_title=ae_title, host=host)
        stopped = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        listener = started(terms)
        encrypted = " with TLS" if terms.tls_cert else ""
        self.stdout.write(
            f"{terms.ae_title} listens at {host}, port {listener.port}{encrypted}."
        )
        self.stdout.flush()
        keep_beating(terms, listener.port, stopped)
        listener.stop()


def from_settings() -> Terms:
    return Terms(
        ae_title=settings.DICOM_AE_TITLE,
        host=settings.DICOM_LISTENER_HOST,
        port=settings.DICOM_LISTENER_PORT,
        max_pdu=settings.DICOM_MAX_PDU,
        max_associations=settings.DICOM_MAX_ASSOCIATIONS,
        timeout=settings.DICOM_TIMEOUT,
        tls_cert=settings.DICOM_TLS_CERT,
        tls_key=settings.DICOM_TLS_KEY,
        tls_ca=settings.DICOM_TLS_CA,
    )


def started(terms: Terms) -> Listener:
    try:
        listener = Listener(terms)
        listener.start()
    except ssl.SSLError as error:
        raise CommandError(
            f"The certificate or key of DICOM_TLS_* does not fit: {error.reason}."
        ) from error
    except FileNotFoundError as error:
        raise CommandError("A file of DICOM_TLS_* is not there.") from error
    except OSError as error:
        where = f"{terms.host}, port {terms.port}"
        raise CommandError(f"Cannot listen at {where}: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{terms.ae_title!r} is no AE title.") from error
    return listener
