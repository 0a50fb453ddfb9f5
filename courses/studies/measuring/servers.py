"""Our web server as `make run` starts it, and Orthanc as Debian brings it, each on a
free port of loopback for as long as it is measured."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from portal.run.__main__ import programs

ORTHANC = Path("/usr/sbin/Orthanc")
DICOMWEB = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
START_SECONDS, STOP_SECONDS = 60, 15


def has_orthanc() -> bool:
    return ORTHANC.exists() and DICOMWEB.exists()


@contextmanager
def our_server() -> Iterator[str]:
    """The address of DICOMweb, served from this database and file store."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as line:
        port = line.getsockname()[1]
        web = programs(settings.PORTAL_DATA, line.fileno())[0]
        with (
            TemporaryDirectory() as folder,
            _running(web.command, Path(folder), pass_fds=(line.fileno(),)),
        ):
            _await(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}/dicomweb"


@contextmanager
def orthanc() -> Iterator[str]:
    """The address of an empty one's DICOMweb. It compresses no answer: neither do we
    where images are concerned."""
    port, dicom_port = _free_port(), _free_port()
    with TemporaryDirectory() as name:
        folder = Path(name)
        told = {
            "StorageDirectory": str(folder / "storage"),
            "IndexDirectory": str(folder / "storage"),
            "HttpPort": port,
            "DicomPort": dicom_port,
            "RemoteAccessAllowed": False,
            "AuthenticationEnabled": False,
            "HttpCompressionEnabled": False,
            "KeepAlive": True,
            "HttpThreadsCount": 50,
            "Plugins": [str(DICOMWEB)],
            "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
        }
        (folder / "orthanc.json").write_text(json.dumps(told))
        with _running([str(ORTHANC), str(folder / "orthanc.json")], folder):
            _await(f"http://127.0.0.1:{port}/system")
            yield f"http://127.0.0.1:{port}/dicom-web"


@contextmanager
def _running(
    command: Sequence[str], folder: Path, pass_fds: tuple[int, ...] = ()
) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=pass_fds,
            start_new_session=True,
            env=os.environ | {"LOG_LEVEL": "ERROR"},
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _await(url: str) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
                return
        except urllib.error.HTTPError:
            return  # it is up, and says what it lacks
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"Nothing answers at {url}.")


def stow(base: str, paths: Sequence[Path], *, at_once: int = 10) -> float:
    """Seconds that it takes to be given these files, some at a time."""
    began = time.perf_counter()
    for start in range(0, len(paths), at_once):
        parts = [
            b"--part\r\nContent-Type: application/dicom\r\n\r\n"
            + path.read_bytes()
            + b"\r\n"
            for path in paths[start : start + at_once]
        ]
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{base}/studies",
            data=b"".join([*parts, b"--part--\r\n"]),
            headers={
                "Content-Type": 'multipart/related; type="application/dicom"; '
                "boundary=part",
                "Accept": "application/dicom+json",
            },
        )
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            answer.read()
    return time.perf_counter() - began
