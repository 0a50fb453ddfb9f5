"""Our storage SCP: who is let in, what is negotiated, and how it ends."""

import logging
import ssl
from dataclasses import dataclass
from pathlib import Path
from socketserver import BaseServer
from threading import Thread
from time import monotonic, sleep
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection
from pynetdicom import AE, AllStoragePresentationContexts, evt
from pynetdicom._globals import ALL_TRANSFER_SYNTAXES
from pynetdicom.association import Association
from pynetdicom.events import Event
from pynetdicom.presentation import PresentationContext, build_context
from pynetdicom.service_class import StorageServiceClass
from pynetdicom.sop_class import Verification, register_uid  # type: ignore[attr-defined]
from pynetdicom.transport import ThreadedAssociationServer

from courses.studies.doors import nodes
from courses.studies.doors.network.quiet import drop_half, prepare
from courses.studies.doors.network.status import Status
from courses.studies.doors.network.storing import Session

logger = logging.getLogger(__name__)
HANDSHAKE_SECONDS = 15
FAREWELL_SECONDS = 20
# PS3.8 9.3.4: result, source, reason.
NOT_RECOGNISED = (1, 1, 3)
CONGESTED = (2, 3, 1)
# Retired, and still met in old archives.
RETIRED = {
    "UltrasoundMultiFrameImageStorageRetired": "1.2.840.10008.5.1.4.1.1.3",
    "NuclearMedicineImageStorageRetired": "1.2.840.10008.5.1.4.1.1.5",
    "UltrasoundImageStorageRetired": "1.2.840.10008.5.1.4.1.1.6",
    "XRayAngiographicBiPlaneImageStorage": "1.2.840.10008.5.1.4.1.1.12.3",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings say of the listener."""

    ae_title: str
    host: str
    port: int
    max_pdu: int
    max_associations: int
    timeout: int
    tls_cert: str = ""
    tls_key: str = ""
    tls_ca: str = ""

    def tls(self) -> ssl.SSLContext | None:
        """With a CA named, only callers with a certificate of its are let in."""
        if not self.tls_cert:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(
            Path(self.tls_cert), Path(self.tls_key or self.tls_cert)
        )
        if self.tls_ca:
            context.load_verify_locations(Path(self.tls_ca))
            context.verify_mode = ssl.CERT_REQUIRED
        return context


class Server(ThreadedAssociationServer):
    """Shakes hands in the caller's own thread: one that is silent holds up nobody."""

    def get_request(self) -> tuple[Any, Any]:
        assert self.socket is not None  # noqa: S101 - it is bound
        caller, address = self.socket.accept()
        if self.ssl_context is not None:
            caller = self.ssl_context.wrap_socket(
                caller, server_side=True, do_handshake_on_connect=False
            )
        return caller, address

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.ssl_context is not None:
            request.settimeout(HANDSHAKE_SECONDS)
            request.do_handshake()
            request.settimeout(None)
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A port scan, or a caller without a certificate."""
        logger.info("A caller at %s was not understood.", client_address[0])


class Listener:
    """Sessions by association, and the server that brings them."""

    def __init__(self, terms: Terms) -> None:
        prepare()
        self.terms = terms
        self._sessions: WeakKeyDictionary[Association, Session] = WeakKeyDictionary()
        self._ae = AE(terms.ae_title)
        self._ae.maximum_pdu_size = terms.max_pdu
        self._ae.maximum_associations = terms.max_associations
        self._ae.require_called_aet = True
        for name in ("acse_timeout", "dimse_timeout", "network_timeout"):
            setattr(self._ae, name, terms.timeout)
        self._server: ThreadedAssociationServer | None = None

    @property
    def port(self) -> int:
        assert self._server is not None  # noqa: S101 - asked once it has started
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Bind, and answer in threads of its own. Raises OSError, SSLError too."""
        server = self._ae.make_server(
            (self.terms.host, self.terms.port),
            contexts=contexts(),
            ssl_context=self.terms.tls(),
            evt_handlers=[
                (evt.EVT_REQUESTED, self._requested),
                (evt.EVT_C_ECHO, _echoed),
                (evt.EVT_C_STORE, self._stored),
                (evt.EVT_RELEASED, self._ended),
                (evt.EVT_ABORTED, self._ended),
                (evt.EVT_CONN_CLOSE, self._ended),
            ],
            server_class=Server,
        )
        self._server = server
        self._ae._servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()

    def stop(self, *, patience: float = FAREWELL_SECONDS) -> None:
        """No new caller; those who are sending may end, or are cut off at last."""
        if self._server is not None:
            BaseServer.shutdown(self._server)
        end = monotonic() + patience
        while self._ae.active_associations and monotonic() < end:
            sleep(0.05)
        self._ae.shutdown()
        for association in list(self._sessions):
            association.join(patience)

    def _requested(self, event: Event) -> None:
        """Let in, or rejected with the reason that the standard has for it."""
        association: Association = event.assoc
        asked = association.requestor.primitive
        caller = str(asked.calling_ae_title if asked else "").strip()
        address = str(association.requestor.address)
        try:
            node = nodes.answer(caller, address)
        except DatabaseError:
            logger.warning("The database is away: %s is told to retry.", address)
            _reject(association, CONGESTED)
            return
        finally:
            connection.close()
        if node is None:
            logger.info("Turned away: somebody called as %r from %s.", caller, address)
            _reject(association, NOT_RECOGNISED)
            return
        self._sessions[association] = Session(node, address)

    def _stored(self, event: Event) -> int:
        session = self._sessions.get(event.assoc)
        return session.store(event) if session else Status.NOT_AUTHORISED

    def _ended(self, event: Event) -> None:
        session = self._sessions.get(event.assoc)
        if session is not None:
            session.end()
            drop_half(event.assoc)


def _echoed(_event: Event) -> int:
    return Status.SUCCESS


def _reject(association: Association, answer: tuple[int, int, int]) -> None:
    association.acse.send_reject(*answer)
    association.kill()


def contexts() -> list[PresentationContext]:
    """Every storage class, in every transfer syntax there is: what can be shown of
    it, intake will say."""
    for keyword, uid in RETIRED.items():
        register_uid(uid, keyword, StorageServiceClass)
    classes = [one.abstract_syntax for one in AllStoragePresentationContexts]
    found = [build_context(uid, ALL_TRANSFER_SYNTAXES) for uid in classes if uid]
    found += [build_context(uid, ALL_TRANSFER_SYNTAXES) for uid in RETIRED.values()]
    return [build_context(Verification), *found]
