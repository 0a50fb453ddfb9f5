"""Studies by the command line, and volume for measuring."""

import json
import tracemalloc
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pydicom.uid import MediaStorageDirectoryStorage

from courses.studies.demo import grow, plant, sample
from courses.studies.doors import importing
from courses.studies.models import Batch, Study
from courses.studies.tasks import prepare_waiting
from portal.audit.models import AuditEvent
from portal.lib.seeds import Size
from portal.people.models import Role
from tests.dicom_maker import make_ct, write
from tests.makers.deliveries import make_zip
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_slices


def say(*args: object) -> str:
    out = StringIO()
    call_command(*[str(arg) for arg in args], stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_folder_is_taken_in_and_waits(tmp_path):
    write(tmp_path, *make_slices(2))

    said = say("import_studies", tmp_path, "--by", make_educator().email)

    assert "2 files" in said
    assert Batch.objects.get().state == Batch.State.RECEIVED


@pytest.mark.django_db
def test_a_dry_run_only_counts(tmp_path):
    write(tmp_path, *make_slices(2))

    said = say("import_studies", tmp_path, "--by", make_educator().email, "--dry-run")

    assert "study 1  2 files" in said
    assert not Batch.objects.exists()


@pytest.mark.django_db
def test_a_dry_run_looks_into_zips_and_adds_up(tmp_path):
    one, two = write(tmp_path, *make_slices(2))
    members = {"x/two.dcm": two.read_bytes(), "x/note.txt": b"No image."}
    packed = make_zip(tmp_path / "a.zip", members)
    broken = tmp_path / "b.zip"
    broken.write_bytes(packed.read_bytes()[:-30])
    two.unlink()

    said = say("import_studies", tmp_path, "--by", make_educator().email, "--dry-run")

    assert f"left out  {packed}, x/note.txt: Not a DICOM file" in said
    assert f"left out  {broken}: A zip that is damaged" in said
    assert "study 1  2 files" in said
    assert "2 files of 1 study, 2 left out" in said
    assert one.exists()
    assert not Batch.objects.exists()


@pytest.mark.django_db
def test_who_vouches_for_a_folder_signs_its_release(tmp_path):
    write(tmp_path, *make_slices(2))
    educator = make_educator()

    say("import_studies", tmp_path, "--by", educator.email, "--release")

    assert Study.objects.released().get().released_by == educator
    event = AuditEvent.objects.get(verb="study.released")
    assert (event.actor, event.detail["vouched"]) == (educator, True)


@pytest.mark.django_db
def test_vouching_in_advance_is_not_enough_where_pixels_may_carry_text(tmp_path):
    write(tmp_path, make_ct(Modality="US"))

    out, sender = StringIO(), make_educator().email

    with pytest.raises(CommandError) as told:
        call_command(
            "import_studies", str(tmp_path), "--by", sender, "--release", stdout=out
        )

    assert told.value.returncode == 4
    assert "1 file  " in out.getvalue()
    assert "not released: Say that no text in the pixels" in out.getvalue()
    assert Batch.objects.get().state == Batch.State.REVIEW


@pytest.mark.django_db
def test_nobody_releases_by_command_what_another_sent(tmp_path):
    one, two = write(tmp_path, *make_slices(2))
    say("import_studies", one, "--by", make_educator().email)
    out, other = StringIO(), make_educator().email

    with pytest.raises(CommandError) as told:
        call_command("import_studies", str(two), "--by", other, "--release", stdout=out)

    assert told.value.returncode == 4
    assert "not released: files of it were sent by another" in out.getvalue()
    assert Batch.objects.get().state == Batch.State.REVIEW


@pytest.mark.django_db
def test_a_zip_and_the_folder_of_a_dicomdir_are_taken_in(tmp_path):
    paths = write(tmp_path / "disc", *make_slices(2))
    listing = tmp_path / "disc" / "DICOMDIR"
    write(tmp_path / "other", make_ct(SOPClassUID=MediaStorageDirectoryStorage))[
        0
    ].rename(listing)
    [third] = write(tmp_path / "three", make_ct(InstanceNumber=3))
    packed = make_zip(tmp_path / "a.zip", {"x/third.dcm": third.read_bytes()})
    assert len(paths) == 2

    said = say("import_studies", listing, packed, "--by", make_educator().email)

    assert "3 taken in, 0 came before, 1 left out" in said
    assert f"left out  {listing}" in said
    assert Batch.objects.get().incoming.count() == 3


@pytest.mark.django_db
def test_an_image_that_was_left_out_shows_in_the_exit_code(tmp_path):
    [path] = write(tmp_path / "in", make_ct())
    path.write_bytes(path.read_bytes()[:-100])
    out = StringIO()

    with pytest.raises(CommandError) as told:
        call_command(
            "import_studies",
            str(path),
            "--by",
            make_educator().email,
            stdout=out,
        )

    assert told.value.returncode == 3
    assert f"left out  {path}: Cut off" in out.getvalue()


@pytest.mark.django_db
def test_an_import_that_was_stopped_goes_on_without_doubling(tmp_path, monkeypatch):
    write(tmp_path / "in", *make_slices(5))
    educator = make_educator()

    def stops(*args, **kwargs):
        if kwargs["number"] == 4:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    real = importing.intake.receive_file
    with monkeypatch.context() as stopped:
        stopped.setattr(importing.intake, "receive_file", stops)
        with pytest.raises(KeyboardInterrupt):
            say("import_studies", tmp_path / "in", "--by", educator.email)
    said = say("import_studies", tmp_path / "in", "--by", educator.email, "--release")

    assert "2 taken in, 3 came before, 0 left out" in said
    assert Study.objects.released().get().images == 5


@pytest.mark.django_db
def test_an_import_names_its_profile(tmp_path):
    write(tmp_path, make_ct())

    say("import_studies", tmp_path, "--by", make_educator().email, "--profile=basic")

    assert Batch.objects.get().profile == "basic"
    with pytest.raises(CommandError, match="no such profile"):
        say("import_studies", tmp_path, "--by", make_educator().email, "--profile=x")


@pytest.mark.django_db
def test_a_long_import_needs_no_more_memory_than_a_short_one(tmp_path):
    """Nothing is gathered on the way: what Python holds is the same at the end."""
    educator = make_educator()
    write(tmp_path / "few", *make_slices(5))
    write(tmp_path / "many", *make_slices(40))
    say("import_studies", tmp_path / "few", "--by", educator.email)

    peaks = []
    for folder in ("few", "many"):
        tracemalloc.start()
        say("import_studies", tmp_path / folder, "--by", educator.email)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] + 300_000  # less than 9 kB an image


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["nobody@hospital.example", ""])
def test_somebody_must_answer_for_it(tmp_path, by):
    write(tmp_path, make_ct())
    learner = make_user()

    with pytest.raises(CommandError):
        say("import_studies", tmp_path, "--by", by or learner.email)


def test_deidentify_needs_no_database(tmp_path, settings):
    settings.PORTAL_DATA = tmp_path / "data"
    write(tmp_path / "Hollyhock", make_ct(), make_ct())
    (tmp_path / "Hollyhock" / "readme.txt").write_text("no image")
    out = tmp_path / "out"

    report = json.loads(say("deidentify", tmp_path / "Hollyhock", out))

    assert (report["written"], report["leaks"]) == (2, [])
    assert [one["file"] for one in report["left_out"]] == ["readme.txt"]
    assert "PS3.15" in report["edition"]
    assert sorted(path.name for path in out.iterdir()) == [
        "image000.dcm",
        "image001.dcm",
    ]
    assert not any(b"Hollyhock" in path.read_bytes() for path in out.iterdir())


def test_deidentify_names_the_files_whose_names_tell(tmp_path, settings):
    settings.PORTAL_DATA = tmp_path / "data"
    [path] = write(tmp_path / "in", make_ct())
    path.rename(path.with_name("hollyhock_1.dcm"))

    report = json.loads(say("deidentify", tmp_path / "in", tmp_path / "out"))

    assert report["telling_names"] == ["hollyhock_1.dcm"]


def test_deidentify_does_not_write_among_its_own_sources(tmp_path):
    with pytest.raises(CommandError, match="inside"):
        say("deidentify", tmp_path, tmp_path / "out")


@pytest.mark.django_db
def test_the_demo_hospital_starts_with_studies_and_one_that_waits():
    make_user(Role.EDUCATOR, email="educator@demo.example")
    assert sample("RG1_UNCR") is not None

    plant()
    at_once = Study.objects.released().count()
    prepare_waiting()

    assert at_once == 3
    assert Study.objects.released().count() == 9
    waiting = Batch.objects.in_review().get()
    assert "US1_UNCR" in waiting.source


@pytest.mark.django_db
def test_volume_is_rows_that_the_library_lists():
    make_educator()

    grow(Size(staff=0, tickets=0, items=0, studies=100))
    grow(Size(staff=0, tickets=0, items=0, studies=250))

    seen = Study.objects.visible_to(make_user())
    assert seen.count() == 250
    assert seen.filter(search="liver").exists()
