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
    line = _caller(question).associate(
        _address(place),
        question.port,
        ae_title=question.called_ae or ANY_AE,
        tls_args=(tls_of(trusting=True), question.host) if question.uses_tls else None,
        evt_handlers=[(evt.EVT_CONN_OPEN, opened.append)],
    )
    if not line.is_established:
        return Reply(answered=False, said=_why_not(line, opened))
    try:
        status = line.send_c_echo().get("Status")
    finally:
        line.release()
    if status != SUCCESS:
        code = _("no status") if status is None else f"0x{status:04X}"
        said = _("The echo came back with %(status)s.")
        return Reply(answered=False, said=said % {"status": code})
    return Reply(answered=True, said=_("Answers the echo."))


class _Line(AssociationSocket):
    """pynetdicom leaves the socket of a call that was refused to the collector."""

    def _shutdown_socket(self) -> None:
        line = self.socket
        super()._shutdown_socket()
        if line is not None:
            line.close()


class _Caller(AE):
    def _create_socket(self, assoc: Any, address: Any, tls_args: Any) -> _Line:
        line = _Line(assoc, address=address)
        line.tls_args = tls_args
        return line


def _caller(question: Question) -> AE:
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
