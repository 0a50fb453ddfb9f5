"""Studies that a real PACS and real toolkits send, all the way into the library."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from dicomweb_client import DICOMwebClient
from pydicom.data import get_testdata_file
from requests import Session

from courses.studies import intake
from courses.studies.models import (
    Batch,
    Delivery,
    IncomingFile,
    Instance,
    Listener,
    UnknownCaller,
)
from courses.studies.work import cleaning
from portal.accounts import tokens
from portal.accounts.models import Scope
from portal.jobs.queue import work_through
from tests.dicom_maker import as_bytes, write
from tests.makers.network import OURS, make_node
from tests.makers.people import make_educator
from tests.makers.processes import KEY, listener_process, site_process
from tests.makers.studies import look_at_all, make_slices
from tests.makers.teaching import NOTE, make_key_objects
from tests.peers import Orthanc, free_port

pytestmark = [pytest.mark.peer, pytest.mark.django_db(transaction=True)]
ECHOSCU, STORESCU = Path("/usr/bin/echoscu"), Path("/usr/bin/storescu")
needs_dcmtk = pytest.mark.skipif(not STORESCU.exists(), reason="dcmtk is not installed")


@pytest.fixture(autouse=True)
def same_key(settings) -> None:
    settings.DEID_KEY = KEY


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A listener in a process of its own; nothing need be waited for."""
    port = free_port()
    with listener_process(tmp_path, port, DICOM_SETTLE_SECONDS="0"):
        yield port


def dcmtk(program: Path, *words: object, ae_title: str = "PACS") -> int:
    command = [str(program), "-aet", ae_title, "-aec", OURS, *map(str, words)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    return done.returncode


@needs_dcmtk
def test_dcmtk_echoes_and_stores_when_it_is_listed_and_is_rejected_when_it_is_not(
    port, tmp_path
):
    make_node()
    write(tmp_path / "sent", *make_slices(3))
    place = ("127.0.0.1", port)

    echoed = dcmtk(ECHOSCU, *place)
    stored = dcmtk(STORESCU, "+sd", *place, tmp_path / "sent")
    stranger = dcmtk(ECHOSCU, *place, ae_title="STRANGER")

    assert (echoed, stored) == (0, 0)
    assert stranger != 0
    assert Batch.objects.get().incoming.count() == 3
    assert UnknownCaller.objects.get().ae_title == "STRANGER"
    assert Listener.objects.get().port == port
    log = (tmp_path / "listener.log").read_text()
    assert "STRANGER" in log
    assert "Hollyhock" not in log


@needs_dcmtk
@pytest.mark.parametrize(
    ("choice", "name"),
    [
        ("-xs", "SC_rgb_jpeg_gdcm.dcm"),
        ("-xy", "SC_rgb_jpeg_dcmtk.dcm"),
        ("-xw", "JPEG2000.dcm"),
        ("-xt", "MR_small_jpeg_ls_lossless.dcm"),
        ("-xr", "MR_small_RLE.dcm"),
        ("-xd", "image_dfl.dcm"),
    ],
)
def test_dcmtk_stores_compressed_and_deflated_images(port, tmp_path, choice, name):
    make_node()
    path = get_testdata_file(name)

    done = dcmtk(STORESCU, choice, "127.0.0.1", port, path)

    assert done == 0
    assert IncomingFile.objects.count() == 1


@needs_dcmtk
def test_a_teaching_file_export_over_the_network_becomes_a_case_of_what_it_names(
    port, tmp_path
):
    make_node()
    slices = make_slices(4)
    write(tmp_path / "sent", *slices[:2], make_key_objects(*slices[1:3]), *slices[2:])

    done = dcmtk(STORESCU, "+sd", "127.0.0.1", port, tmp_path / "sent")
    work_through(IncomingFile, cleaning.clean_one)

    assert done == 0
    batch = Batch.objects.get()
    assert batch.state == Batch.State.REVIEW
    assert (batch.study.images, batch.study.note) == (2, NOTE)
    held = Instance.objects.filter(series__study=batch.study)
    assert sorted(held.values_list("number", flat=True)) == [2, 3]


def certificate(folder: Path, name: str, signer=None):
    """A key and a certificate on disk, by the signer or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = signer or (subject, key)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=not signer, path_length=None), True)  # noqa: FBT003
        .sign(signing, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / f"{name}.pem").write_bytes(made.public_bytes(pem))
    form = serialization.PrivateFormat.TraditionalOpenSSL
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(pem, form, serialization.NoEncryption())
    )
    return subject, key


@needs_dcmtk
def test_with_tls_only_a_caller_with_a_certificate_of_our_authority_is_heard(tmp_path):
    make_node()
    [path] = write(tmp_path / "sent", *make_slices(1))
    authority = certificate(tmp_path, "authority")
    for name in ("ours", "theirs"):
        certificate(tmp_path, name, authority)
    certificate(tmp_path, "foreign")
    port = free_port()
    files = {
        "DICOM_TLS_CERT": str(tmp_path / "ours.pem"),
        "DICOM_TLS_KEY": str(tmp_path / "ours.key"),
        "DICOM_TLS_CA": str(tmp_path / "authority.pem"),
    }

    def stores(name: str) -> int:
        tls = ["+tls", tmp_path / f"{name}.key", tmp_path / f"{name}.pem"]
        tls += ["+cf", tmp_path / "authority.pem"]
        return dcmtk(STORESCU, *tls, "127.0.0.1", port, path)

    with listener_process(tmp_path, port, **files):
        known, foreign = stores("theirs"), stores("foreign")
        plain = dcmtk(STORESCU, "127.0.0.1", port, path)

    assert known == 0
    assert foreign != 0
    assert plain != 0
    assert IncomingFile.objects.count() == 1
    assert Listener.objects.get().is_encrypted


def test_a_study_from_orthanc_is_cleaned_looked_at_released_and_found(
    port, tmp_path, orthanc: Orthanc, live_server
):
    make_node(ae_title=orthanc.ae_title)
    slices = make_slices(5)
    sent = [orthanc.ask("/instances", as_bytes(one))["ID"] for one in slices]
    orthanc.ask("/modalities/ours", [OURS, "127.0.0.1", port], method="PUT")

    said = orthanc.ask("/modalities/ours/store", sent)
    work_through(IncomingFile, cleaning.clean_one)
    batch = Batch.objects.get()
    assert batch.state == Batch.State.REVIEW, outcomes(batch)
    educator = make_educator()
    look_at_all(batch, educator)
    study = intake.release(
        batch,
        by=educator,
        words=intake.Words(title="A chest from Orthanc"),
        looked=True,
        pixels_clear=True,
    )

    assert said["FailedInstancesCount"] == 0
    _token, text = tokens.issue(educator, name="client", scope=Scope.READ)
    session = Session()
    session.headers["Authorization"] = f"Bearer {text}"
    client = DICOMwebClient(f"{live_server.url}/dicomweb", session=session)
    [found] = client.search_for_studies(search_filters={"StudyInstanceUID": study.uid})
    assert found["0020000D"]["Value"] == [study.uid]
    assert len(client.search_for_instances(study.uid)) == len(slices)
    assert slices[0].StudyInstanceUID != study.uid


def outcomes(batch: Batch) -> list[tuple[str, str]]:
    return list(batch.incoming.values_list("outcome", "line"))


def test_orthanc_stores_by_dicomweb_in_chunks(tmp_path, orthanc: Orthanc):
    _token, text = tokens.issue(make_educator(), name="PACS", scope=Scope.WRITE)
    slices = make_slices(12)
    sent = [orthanc.ask("/instances", as_bytes(one))["ID"] for one in slices]

    with site_process(tmp_path) as address:
        server = {
            "Url": f"{address}/dicomweb/",
            "HttpHeaders": {"Authorization": f"Bearer {text}"},
            "ChunkedTransfers": "1",
        }
        orthanc.ask("/dicom-web/servers/ours", server, method="PUT")
        said = orthanc.ask(
            "/dicom-web/servers/ours/stow", {"Resources": sent, "Synchronous": True}
        )

    assert said is not None
    batch = Batch.objects.get()
    assert batch.incoming.count() == len(slices)
    assert set(Delivery.objects.values_list("door", flat=True)) == {"web"}
