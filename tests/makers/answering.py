"""Small servers on loopback, for what goes out to be answered."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"
Talk = Callable[[socket.socket], None]


@contextmanager
def answering(
    talk: Talk, *, address: str = LOOPBACK, tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """The port of somebody who says `talk` to each caller, one after another."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as door:
        worker = Thread(target=_answer, args=(door, talk, tls), daemon=True)
        worker.start()
        try:
            yield int(door.getsockname()[1])
        finally:
            door.shutdown(socket.SHUT_RDWR)
            worker.join(5)


def _answer(door: socket.socket, talk: Talk, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            line, _caller = door.accept()
        except OSError:
            return
        try:
            with tls.wrap_socket(line, server_side=True) if tls else line as safe:
                talk(safe)
        except OSError:
            continue  # a caller who hung up


def says(*, status: str = "200 OK", body: bytes = b"", **headers: str) -> Talk:
    """Reads what is asked, and gives an answer over HTTP."""
    lines = [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body)}"])

    def talk(line: socket.socket) -> None:
        line.recv(65536)
        line.sendall(head.encode() + b"\r\n\r\n" + body)

    return talk


def keeps_quiet(line: socket.socket) -> None:
    """Takes the call and says nothing until the caller hangs up."""
    while line.recv(1024):
        pass


def make_tls(
    folder: Path, *, name: str = "archive.test", ends_in: timedelta = timedelta(days=30)
) -> ssl.SSLContext:
    """A certificate that it signs itself, good from long ago until then."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = [x509.DNSName(name), x509.IPAddress(ip_address(LOOPBACK))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + ends_in)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = folder / f"{name}.pem"
    kept.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)
    return context
