"""Two people, two workers, a sender and a reviewer at once: real connections against
each other, and one outcome."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from courses.studies import intake, tasks
from courses.studies.keeping import archive, erasing, expiry, quarantine, storage
from courses.studies.models import Batch, IncomingFile, Instance, Sighting, Study
from courses.studies.work import cleaning, preparing
from portal.audit.models import AuditEvent
from portal.jobs.models import DeadLetter
from portal.lib.refusal import Refused
from portal.notify.models import Message
from portal.people.models import User
from tests.dicom_maker import write
from tests.makers.people import make_educator
from tests.makers.studies import look_at_all, make_reviewable, make_slices, receive

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Each in a thread and connection of its own, let go together."""
    start, found = Barrier(len(deeds)), []

    def run(deed: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            found.append(deed())
        except Refused as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert len(found) == len(deeds), "One of them failed, or waits for ever."
    return found


def release_by(batch: Batch, person: User) -> Callable[[], Study]:
    words = intake.Words(title="A case")
    return lambda: intake.release(
        batch, by=person, words=words, looked=True, pixels_clear=True
    )


def refuse_by(batch: Batch, person: User) -> Callable[[], Batch]:
    return lambda: intake.refuse(batch, by=person, reason="Not ours")


def reviewers(batch: Batch, number: int) -> list[User]:
    people = [make_educator() for _ in range(number)]
    batch.refresh_from_db()
    for person in people:
        look_at_all(batch, person)
    return people


def said_of(verb: str) -> int:
    return AuditEvent.objects.filter(verb=verb).count()


def make_paused(monkeypatch, room: Any, name: str) -> tuple[Event, Event]:
    """A worker that has reached this point waits there until it is let go."""
    reached, let_go = Event(), Event()
    real = getattr(room, name)

    def paused(*args: Any, **kwargs: Any) -> Any:
        answer = real(*args, **kwargs)
        reached.set()
        assert let_go.wait(PATIENCE)
        return answer

    monkeypatch.setattr(room, name, paused)
    return reached, let_go


# --- decisions ----------------------------------------------------------------


def test_a_double_click_on_release_releases_once(tmp_path):
    batch = make_reviewable(tmp_path, *make_slices(2, StationName="CT02"))
    (person,) = reviewers(batch, 1)

    found = at_once(*[release_by(batch, person)] * 4)

    assert sum(isinstance(one, Study) for one in found) == 1
    assert said_of("study.released") == 1
    assert Sighting.objects.get().count == 1


def test_two_people_who_release_and_refuse_at_once_have_one_decision(tmp_path):
    batch = make_reviewable(tmp_path)
    first, second = reviewers(batch, 2)

    found = at_once(release_by(batch, first), refuse_by(batch, second))

    assert sum(isinstance(one, Refused) for one in found) == 1
    batch.refresh_from_db()
    released = batch.state == Batch.State.RELEASED
    assert Study.objects.released().count() == int(released)
    assert Study.objects.count() == int(released)
    assert said_of("study.released") + said_of("batch.refused") == 1


def test_two_refusals_at_once_tell_the_sender_once(tmp_path):
    batch = make_reviewable(tmp_path)

    at_once(*[refuse_by(batch, make_educator()) for _ in range(3)])

    assert said_of("batch.refused") == 1
    assert Message.objects.filter(kind="study.settled").count() == 1


def test_the_portals_refusal_and_a_persons_release_at_once(tmp_path, settings):
    batch = make_reviewable(tmp_path)
    (person,) = reviewers(batch, 1)
    settings.QUARANTINE_DAYS = 0

    at_once(release_by(batch, person), expiry.refuse_overdue)

    batch.refresh_from_db()
    released = batch.state == Batch.State.RELEASED
    assert Study.objects.count() == int(released)
    assert said_of("study.released") + said_of("batch.expired") == 1


def test_two_erasers_at_once_note_it_once(tmp_path):
    batch = make_reviewable(tmp_path)
    intake.refuse(batch, by=make_educator(), reason="Not ours")

    at_once(*[erasing.erase_settled] * 4)
    erasing.erase_settled()

    assert said_of("batch.originals_erased") == 1
    assert not quarantine.folder_of(batch.token).exists()


# --- a sender and a reviewer --------------------------------------------------


def test_a_file_that_comes_while_its_study_is_released(tmp_path):
    """Either it is in the study, unreleased again, or its sender hears that the
    study is in the library: never a file that nobody looked at."""
    batch = make_reviewable(tmp_path / "a", *make_slices(2))
    (person,) = reviewers(batch, 1)
    late = write(tmp_path / "b", *make_slices(1))

    at_once(
        release_by(batch, person),
        lambda: intake.receive(late, by=make_educator()),
    )

    batch.refresh_from_db()
    if batch.state == Batch.State.RELEASED:
        assert batch.incoming.count() == 2
        assert not Batch.objects.open().exists()
    else:
        assert batch.incoming.count() == 3
        assert not Study.objects.released().exists()
        tasks.prepare_waiting()
        assert Instance.objects.count() == 3
    assert files_without_rows(batch) == set()


def test_a_study_sent_again_while_it_is_refused_and_erased(tmp_path):
    """The second batch keeps what it needs of the store they share."""
    batch = make_reviewable(tmp_path / "a", *make_slices(2))
    again = write(tmp_path / "b", *make_slices(3))
    intake.refuse(batch, by=make_educator(), reason="Sent by mistake")

    def receive_and_clean() -> None:
        intake.receive(again, by=make_educator())
        tasks.prepare_waiting()

    at_once(erasing.erase_settled, receive_and_clean)
    erasing.erase_settled()

    assert Instance.objects.count() == 3
    for instance in Instance.objects.all():
        assert storage.get(storage.frame_name(instance.folder, 1))
        assert storage.get(storage.header_name(instance.folder))


def files_without_rows(batch: Batch) -> set[str]:
    folder = quarantine.folder_of(batch.token)
    names = set(batch.incoming.values_list("name", flat=True))
    return {path.name for path in folder.iterdir() if not path.suffix} - names


# --- a worker and a reviewer --------------------------------------------------


@pytest.mark.parametrize(
    ("room", "verb"),
    [(cleaning, "clean_file"), (preparing, "prepare"), (cleaning, "_place")],
)
def test_a_batch_refused_while_a_worker_cleans_it_leaves_nothing(
    room, verb, tmp_path, monkeypatch
):
    batch = receive(tmp_path)
    reached, let_go = make_paused(monkeypatch, room, verb)
    worker = working()
    assert reached.wait(PATIENCE)

    refusal = Thread(target=quietly, args=(refuse_by(batch, make_educator()),))
    refusal.start()
    if verb != "_place":  # before it, nobody holds the batch: the click is quick
        refusal.join(PATIENCE)
        erasing.erase_settled()
        batch.refresh_from_db()
        assert batch.erased_at is None, "Not while it is being read."
    let_go.set()
    worker.join(PATIENCE)
    refusal.join(PATIENCE)
    tasks.erase_settled()

    batch.refresh_from_db()
    assert batch.state == Batch.State.REFUSED
    assert batch.erased_at is not None
    assert not Instance.objects.exists()
    assert not Study.objects.exists()
    assert not storage.exists(storage.study_folder(batch.study_uid))
    assert not quarantine.folder_of(batch.token).exists()
    assert not DeadLetter.objects.exists()
    assert batch.incoming.exclude(due_at=None).count() == 0
    assert batch.incoming.exclude(report={}, seen={}).count() == 0


def working() -> Thread:
    worker = Thread(target=quietly, args=(tasks.prepare_waiting,))
    worker.start()
    return worker


def quietly(deed: Callable[[], Any]) -> None:
    try:
        deed()
    finally:
        connection.close()


def test_four_workers_share_a_batch_and_hand_it_over_once(tmp_path):
    batch = receive(tmp_path, *make_slices(16))

    at_once(*[tasks.prepare_waiting] * 4)

    batch.refresh_from_db()
    assert batch.state == Batch.State.REVIEW
    assert batch.study is not None
    assert batch.study.images == Instance.objects.count() == 16
    assert said_of("batch.cleaned") == 1
    assert not DeadLetter.objects.exists()


def test_the_same_image_in_two_files_is_kept_once_and_whole(tmp_path):
    """Two workers meet in one instance: its files are one file's, not a mixture."""
    one, other = make_slices(2)
    other.SOPInstanceUID = one.SOPInstanceUID
    other.file_meta.MediaStorageSOPInstanceUID = one.SOPInstanceUID
    one.InstanceNumber, other.InstanceNumber = 1, 2
    batch = receive(tmp_path, one, other)

    at_once(*[tasks.prepare_waiting] * 2)

    outcomes = sorted(batch.incoming.values_list("outcome", flat=True))
    assert outcomes == ["clean", "duplicate"]
    (person,) = reviewers(batch, 1)
    release_by(batch, person)()
    assert list(archive.flaws(archive.Tally(), decode=True)) == []


def test_expiry_while_a_worker_cleans_waits_for_it_to_let_go(
    tmp_path, monkeypatch, settings
):
    batch = receive(tmp_path)
    reached, let_go = make_paused(monkeypatch, cleaning, "clean_file")
    worker = working()
    assert reached.wait(PATIENCE)
    settings.QUARANTINE_DAYS = 0

    tasks.erase_settled()
    still_there = list(quarantine.folder_of(batch.token).iterdir())
    let_go.set()
    worker.join(PATIENCE)
    tasks.erase_settled()

    assert len(still_there) >= 3
    batch.refresh_from_db()
    assert batch.state == Batch.State.REFUSED
    assert not quarantine.folder_of(batch.token).exists()
    assert not Instance.objects.exists()


def test_a_sweep_in_the_middle_of_the_work_takes_nothing(tmp_path, monkeypatch):
    batch = receive(tmp_path)
    reached, let_go = make_paused(monkeypatch, preparing, "prepare")
    worker = working()
    assert reached.wait(PATIENCE)

    tasks.sweep()
    let_go.set()
    worker.join(PATIENCE)

    batch.refresh_from_db()
    assert batch.state == Batch.State.REVIEW
    assert Instance.objects.count() == 3


def test_a_row_that_two_workers_want_is_worked_on_by_one(tmp_path):
    batch = receive(tmp_path, *make_slices(1))
    IncomingFile.objects.update(due_at=timezone.now())

    done = at_once(*[tasks.prepare_waiting] * 3)

    assert sum(done) == 1
    assert batch.incoming.get().instance == Instance.objects.get()
