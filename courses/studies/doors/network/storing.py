"""One association that may send: each C-STORE is answered only once its instance is
the portal's, on the disk and in the database."""

import logging
from datetime import timedelta
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from pynetdicom.events import Event

from courses.dicom.looking import look
from courses.studies import intake
from courses.studies.doors.arriving import Arriving
from courses.studies.doors.network.status import Status, status_of
from courses.studies.models import Delivery, DeliveryLine, RemoteNode
from portal.lib.refusal import Refused

if TYPE_CHECKING:
    from pynetdicom.dimse_primitives import C_STORE

logger = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)
QUICK = 3  # seconds: a lost connection says so at once, a lost server does not


class Session:
    """The instances of one association: one delivery, opened by the first."""

    def __init__(self, node: RemoteNode, address: str) -> None:
        self.node, self.address = node, address
        self.delivery: Delivery | None = None
        self.number = self.received = 0
        self.ended = False
        self._turn = Lock()

    def store(self, event: Event) -> int:
        """The status to answer with. Whatever happens, the listener lives on."""
        with self._turn:
            self.number += 1
            try:
                status = self._store(event)
            except AWAY:
                logger.warning("The database is away: %s is told to retry.", self)
                status = Status.OUT_OF_RESOURCES
            except (PermissionDenied, Refused):
                status = Status.NOT_AUTHORISED
            except Exception as error:  # noqa: BLE001 - one file must not end it all
                logger.error("A file of %s: %s", self, type(error).__name__)  # noqa: TRY400 - a traceback may quote it
                status = Status.PROCESSING_FAILURE
            finally:
                connection.close()
            self.received += status == Status.SUCCESS
            return status

    def _store(self, event: Event) -> int:
        request = cast("C_STORE", event.request)
        arriving = request._dataset_file
        if not isinstance(arriving, Arriving):
            return Status.CANNOT_UNDERSTAND  # a C-STORE without a dataset
        if arriving.failure is not None:
            logger.warning("The disk took no file of %s.", self)
            return Status.OUT_OF_RESOURCES
        line = self._received(arriving.path, event)
        return status_of(line, str(request.AffectedSOPInstanceUID))

    def _received(self, path: Path, event: Event) -> DeliveryLine:
        """Once more where a connection had died unnoticed."""
        began = monotonic()
        try:
            return self._take(path, event)
        except AWAY:
            if monotonic() - began > QUICK:
                raise
            renew_connections()
            return self._take(path, event)

    def _take(self, path: Path, event: Event) -> DeliveryLine:
        if self.delivery is None:
            self.delivery = intake.open_delivery(
                Delivery.Door.NETWORK,
                by=self.node.sent_by,
                calling_ae=self.node.ae_title,
                profile=self.node.profile,
            )
        if not _is_as_said(path, event):
            code = DeliveryLine.Code.MISMATCH
            return intake.leave_out(self.delivery, self.number, code)
        return intake.receive_file(
            path,
            delivery=self.delivery,
            number=self.number,
            settle=timedelta(seconds=settings.DICOM_SETTLE_SECONDS),
            may_link=True,
        )

    def end(self) -> None:
        """Said once, however the association went. Its batches wait on for what
        another association may bring."""
        with self._turn:
            if self.ended:
                return
            self.ended = True
            failed = self.number - self.received
            logger.info("%s: %d received, %d not.", self, self.received, failed)
            try:
                if self.delivery is not None:
                    intake.close_delivery(self.delivery, at_once=False)
            except AWAY:
                logger.warning("The delivery of %s ends by its own time.", self)
            finally:
                connection.close()

    def __str__(self) -> str:
        return f"{self.node.ae_title} at {self.address}"


def renew_connections() -> None:
    """After the server was restarted each pooled connection is dead: try them all,
    or as many senders would be refused in turn."""
    connection.close()
    pool: Any = getattr(connection, "pool", None)
    if pool is not None:
        pool.check()


def _is_as_said(path: Path, event: Event) -> bool:
    """Whether the dataset is what the command and the context said (PS3.4 B.2.3);
    of one that cannot be read, its line will say so."""
    seen = look(path)
    request = cast("C_STORE", event.request)
    said = (request.AffectedSOPClassUID, request.AffectedSOPInstanceUID)
    found = (seen.sop_class_uid, seen.sop_uid)
    same_class = event.context.abstract_syntax == seen.sop_class_uid
    return seen.flaw is not None or (said == found and same_class)
