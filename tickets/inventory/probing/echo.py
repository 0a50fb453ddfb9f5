"""C-ECHO: the device's DICOM side is awake and knows us (PS3.7 9.1.5)."""

import logging
import socket
from typing import Any, Final

from django.utils.translation import gettext as _
from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]
from pynetdicom.transport import AssociationSocket

from portal.lib.outgoing import Place, places_of, tls_of
from tickets.inventory.probing.question import Question, Reply

SUCCESS: Final = 0x0000
ANY_AE: Final = "ANY-SCP"
# For pynetdicom's threads to end, seconds; they end at once.
PATIENCE: Final = 2
# A device that is away is what we look for, and no error of ours.
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL + 1)


def ask(question: Question) -> Reply:
    """Of the address that was looked at: the association takes no name."""
    place = places_of(
        question.host,
        question.port,
        networks=question.networks,
        seconds=question.seconds,
    )[0]
    opened: list[Any] = []
    caller = _caller(question)
    line = caller.associate(
        _address(place),
        question.port,
        ae_title=question.called_ae or ANY_AE,
        tls_args=(tls_of(trusting=True), question.host) if question.uses_tls else None,
        evt_handlers=[(evt.EVT_CONN_OPEN, opened.append)],
    )
    if not line.is_established:
        caller.let_go(line)
        return Reply(answered=False, said=_why_not(line, opened))
    try:
        status = line.send_c_echo().get("Status")
    finally:
        line.release()
        caller.let_go(line)
    if status != SUCCESS:
        code = _("no status") if status is None else f"0x{status:04X}"
        said = _("The echo came back with %(status)s.")
        return Reply(answered=False, said=said % {"status": code})
    return Reply(answered=True, said=_("Answers the echo."))


class _Line(AssociationSocket):
    """pynetdicom leaves the socket of a call that was refused, or dropped by the other
    side, to the collector."""

    opened: socket.socket | None = None

    def connect(self, primitive: Any) -> None:
        self.opened = self.socket
        super().connect(primitive)
        self.opened = self.socket or self.opened


class _Caller(AE):
    line: _Line | None = None

    def _create_socket(self, assoc: Any, address: Any, tls_args: Any) -> _Line:
        self.line = _Line(assoc, address=address)
        self.line.tls_args = tls_args
        return self.line

    def let_go(self, association: Association) -> None:
        """Once nobody reads from it any more, its socket is closed, whoever hung up."""
        for thread in (association, association.dul):
            if thread.is_alive():
                thread.join(PATIENCE)
        if self.line is not None and self.line.opened is not None:
            self.line.opened.close()


def _caller(question: Question) -> _Caller:
    caller = _Caller(question.calling_ae)
    caller.connection_timeout = caller.acse_timeout = question.seconds
    caller.dimse_timeout = caller.network_timeout = question.seconds
    caller.add_requested_context(Verification)
    return caller


def _address(place: Place) -> str | tuple[str, int, int]:
    if place.family == socket.AF_INET6:
        host, _port, flow, scope = place.at
        return (host, flow, scope)
    return place.address


def _why_not(line: Association, opened: list[Any]) -> str:
    if line.is_rejected:
        reason = line.acceptor.primitive and line.acceptor.primitive.reason_str
        said = _("The association is rejected: %(reason)s.")
        return said % {"reason": (reason or "").lower().rstrip(".")}
    if opened:
        return _("The connection opens, the association does not.")
    return _("No connection.")
