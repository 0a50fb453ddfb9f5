"""After the end of a study's way in, nothing of its originals is anywhere: whatever
door they came through, and whatever became of them."""

import base64
import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pydicom import Dataset, dcmread

from courses.dicom.reading import hush_pydicom
from courses.studies import intake, tasks
from courses.studies.keeping import quarantine
from courses.studies.models import Batch, Delivery, IncomingFile, Instance, Study
from courses.studies.work import cleaning, preparing
from portal.accounts import tokens
from portal.accounts.models import Scope
from portal.jobs.models import DeadLetter
from portal.jobs.queue import TRIES, work_through
from portal.notify.tasks import send_waiting
from portal.people.models import User
from tests.makers.network import listening, make_node, send
from tests.makers.people import make_educator
from tests.makers.studies import look_at_all
from tests.makers.traces import FILE, NAME, make_told, traces, write_told

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # What would be printed to the process's own log must be seen, not raised.
    pytest.mark.filterwarnings("always"),
]
IMAGES = 3


@pytest.fixture
def house(tmp_path, settings) -> Path:
    """All that the portal writes, under one roof."""
    data = tmp_path / "data"
    settings.QUARANTINE = data / "quarantine"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": data / "files"},
        },
    }
    data.mkdir()
    return data


@pytest.fixture
def said(caplog, capfd) -> Iterator[Callable[[], str]]:
    """All that the process logged, printed or warned of, at every level."""
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        hush_pydicom()
        yield lambda: "\n".join(
            [caplog.text, *capfd.readouterr(), *(str(one.message) for one in warned)]
        )


def originals(tmp_path: Path) -> list[Path]:
    return write_told(tmp_path / "sent", *map(make_told, range(1, IMAGES + 1)))


# --- the doors ----------------------------------------------------------------


def by_verb(paths: list[Path], sender: User) -> None:
    intake.receive(paths, by=sender)


def by_command(paths: list[Path], sender: User) -> None:
    call_command("import_studies", str(paths[0].parent), by=sender.email)


def by_browser(paths: list[Path], sender: User) -> None:
    client = Client()
    client.force_login(sender)
    words = {"profile": "teaching"}
    opened = client.post("/studies/intake/send/", words)
    assert opened.status_code == 302, opened.content.decode()[-2000:]
    delivery = Delivery.objects.get()
    for number, path in enumerate(paths):
        _upload(client, delivery, f"a-token-of-the-file-{number:03}", path)
    client.post(f"/studies/intake/deliveries/{delivery.key}/end/")


def _upload(client: Client, delivery: Delivery, token: str, path: Path) -> None:
    """With the file's name, as browsers' tus clients send it along."""
    said = {"delivery": delivery.key, "token": token, "filename": path.name}
    packed = {name: base64.b64encode(text.encode()) for name, text in said.items()}
    head = {
        "Tus-Resumable": "1.0.0",
        "Upload-Metadata": ",".join(f"{n} {v.decode()}" for n, v in packed.items()),
    }
    data, half = path.read_bytes(), path.stat().st_size // 2
    piece = "application/offset+octet-stream"
    made = client.post(
        "/studies/intake/uploads/",
        data[:half],
        content_type=piece,
        headers={**head, "Upload-Length": str(len(data))},
    )
    assert made.status_code == 201, made.content
    rest = client.patch(
        made["Location"],
        data[half:],
        content_type=piece,
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(half)},
    )
    assert rest.status_code == 204, rest.content


def by_stow(paths: list[Path], sender: User) -> None:
    mark = "a-boundary"
    body = b"".join(
        f"\r\n--{mark}\r\nContent-Type: application/dicom\r\n\r\n".encode()
        + path.read_bytes()
        for path in paths
    )
    _token, text = tokens.issue(sender, name="PACS", scope=Scope.WRITE)
    answer = Client().post(
        "/dicomweb/studies",
        body + f"\r\n--{mark}--\r\n".encode(),
        content_type=f'multipart/related; type="application/dicom"; boundary={mark}',
        headers={"Authorization": f"Bearer {text}"},
    )
    assert answer.status_code == 200, answer.content


def by_network(paths: list[Path], sender: User) -> None:
    make_node(sent_by=sender)
    with listening() as listener:
        assert set(send(listener.port, *map(_as_it_travels, paths))) == {0x0000}


def _as_it_travels(path: Path) -> Dataset:
    """Without the words behind it, which look like an element."""
    told = dcmread(path)
    told.pop(0x72546961)
    return told


DOORS = [by_verb, by_command, by_browser, by_stow, by_network]


def work() -> None:
    """Now, whatever still waits for more files to come."""
    Batch.objects.update(settles_at=None)
    IncomingFile.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    tasks.prepare_waiting()


def tidy() -> None:
    tasks.erase_settled()
    tasks.unpack_uploads()
    send_waiting()


def release(batch: Batch) -> Study:
    reviewer = make_educator()
    look_at_all(batch, reviewer)
    words = intake.Words(title="A case")
    return intake.release(
        batch, by=reviewer, words=words, looked=True, pixels_clear=True
    )


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_nothing_is_left_after_the_release(door, house, tmp_path, said, client):
    sender = make_educator()
    door(originals(tmp_path), sender)
    assert traces(house), "The originals were in quarantine, or this test is blind."
    work()

    batch = Batch.objects.get()
    client.force_login(sender)
    client.get(f"/studies/intake/{batch.pk}/")
    study = release(batch)
    client.get(f"/studies/{study.pk}/")
    tidy()

    assert study.images == IMAGES
    assert not quarantine.folder_of(batch.token).exists()
    assert traces(house, said=said(), mails=mail.outbox) == []


# --- the other ends -----------------------------------------------------------


def refused(batch: Batch, settings: Any) -> None:
    intake.refuse(batch, by=make_educator(), reason="Not ours")


def expired(batch: Batch, settings: Any) -> None:
    settings.QUARANTINE_DAYS = 0


@pytest.mark.parametrize("end", [refused, expired], ids=lambda end: end.__name__)
@pytest.mark.parametrize("cleaned", [True, False])
def test_nothing_is_left_when_nobody_wants_it(
    end, cleaned, house, tmp_path, said, settings
):
    by_verb(originals(tmp_path), make_educator())
    if cleaned:
        work()
    batch = Batch.objects.get()

    end(batch, settings)
    tidy()

    batch.refresh_from_db()
    assert batch.state == Batch.State.REFUSED
    assert not Study.objects.exists()
    assert not list((house / "files").rglob("*.part"))
    assert traces(house, said=said(), mails=mail.outbox) == []


def test_nothing_is_left_of_a_file_that_still_told_who_it_was(
    house, tmp_path, said, monkeypatch
):
    real = cleaning.clean_file

    def careless(source, target, **options):
        report = real(source, target, **options)
        clean = dcmread(target)
        clean.ImageComments = NAME
        clean.save_as(target, enforce_file_format=True)
        return report

    monkeypatch.setattr(cleaning, "clean_file", careless)
    by_verb(originals(tmp_path), make_educator())

    work()
    tidy()

    outcomes = set(IncomingFile.objects.values_list("outcome", flat=True))
    assert outcomes == {IncomingFile.Outcome.LEAK}
    assert Batch.objects.get().is_open
    assert traces(house, said=said(), mails=mail.outbox) == []


def test_nothing_is_left_of_a_damaged_file(house, tmp_path, said):
    whole, cut = make_told(1), make_told(2)
    cut.PixelData = cut.PixelData[:40]
    by_verb(write_told(tmp_path / "sent", whole, cut), make_educator())

    work()
    tidy()

    bad = IncomingFile.objects.get(outcome=IncomingFile.Outcome.UNREADABLE)
    assert not (quarantine.folder_of(bad.batch.token) / bad.name).exists()
    release(bad.batch)
    tidy()
    assert traces(house, said=said(), mails=mail.outbox) == []


def test_files_that_are_left_out_leave_nothing_either(house, tmp_path, said):
    [path] = write_told(tmp_path / "sent", make_told())
    path.with_name("Quillfeather report.txt").write_text("Zephyrine is well.")
    path.with_name("Zephyrine cut.dcm").write_bytes(path.read_bytes()[:700])

    with pytest.raises(CommandError, match="1 image was left out"):
        by_command([path], make_educator())
    printed = said()
    intake.refuse(Batch.objects.get(), by=make_educator(), reason="Not ours")
    tidy()

    # The command's own lines name the sender's own files, on the sender's own screen.
    kept = [line for line in printed.splitlines() if not line.startswith("left out")]
    assert traces(house, said="\n".join(kept), mails=mail.outbox) == []


# --- when a step fails in a way that nobody foresaw ----------------------------


@pytest.mark.parametrize(
    ("room", "verb"), [(cleaning, "clean_file"), (preparing, "prepare")]
)
def test_a_failure_that_quotes_the_patient_is_quoted_by_nobody(
    room, verb, house, tmp_path, said, monkeypatch
):
    """An error's words may be the file's own."""

    class OddError(Exception):
        pass

    def fail(path: Path, *_words: Any, **_more: Any) -> None:
        raise OddError(f"{NAME} is no number, in {FILE % 1}: {path.read_bytes()!r}")

    by_verb(originals(tmp_path), make_educator())
    with monkeypatch.context() as patched:
        patched.setattr(room, verb, fail)
        for _ in range(TRIES):
            work()
    assert DeadLetter.objects.count() == IMAGES
    assert "OddError" in DeadLetter.objects.first().reason

    refused(Batch.objects.get(), None)
    tidy()

    assert not Instance.objects.exists()
    assert traces(house, said=said(), mails=mail.outbox) == []


def test_odd_values_are_not_warned_of_in_the_log(house, tmp_path, said):
    """pydicom says what it does not understand, and quotes it."""
    odd = make_told(1)
    odd.SpecificCharacterSet = "Quillfeather"
    odd["StudyDate"]._value = "Zephyrine"
    odd["PatientBirthDate"]._value = "Umberholt"
    odd["InstanceNumber"]._value = "Xanthe"
    odd["SliceThickness"]._value = "Wulfrida"
    by_verb(write_told(tmp_path / "sent", odd), make_educator())
    DeadLetter.objects.all()

    for _ in range(TRIES):
        work()
    refused(Batch.objects.get(), None)
    tidy()

    assert traces(house, said=said(), mails=mail.outbox) == []


def test_work_that_failed_keeps_no_trace_in_its_row(house, tmp_path, said):
    by_verb(originals(tmp_path), make_educator())

    def fail(row: IncomingFile) -> None:
        raise ValueError(NAME)

    for _ in range(TRIES):
        IncomingFile.objects.update(due_at=timezone.now())
        work_through(IncomingFile, fail)
    refused(Batch.objects.get(), None)
    tidy()

    assert traces(house, said=said()) == []
