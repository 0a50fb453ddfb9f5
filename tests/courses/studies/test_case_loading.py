"""Cases from files."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from courses.studies.cases import editing, loading, workflow
from courses.studies.models import CaseVersion, TeachingCase
from portal.lib.refusal import Refused
from tests.makers.cases import make_image, opened
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_study

pytestmark = pytest.mark.django_db
WORDS = {
    "study": "RG9",
    "title": "Round opacities",
    "history": "Cough.",
    "anatomy": "Chest",
    "difficulty": 1,
    "discussion": "Teaching example.",
    "licence": "Made for teaching",
    "consent_note": "Nobody's images",
    "findings": [{"name": "Nodule (RID3875)", "kind": "point", "pixels": [[5, 6]]}],
}


def write(folder: Path, **over: object) -> Path:
    path = folder / "round.yaml"
    path.write_text(yaml.safe_dump({**WORDS, **over}))
    return path


def make_rg9() -> None:
    make_image(make_study(source="sample RG9, MIT licence", modality="CR"))


def test_a_file_becomes_a_published_case(tmp_path):
    make_rg9()
    educator = make_educator()

    loaded = loading.load(write(tmp_path), by=educator)

    version = CaseVersion.objects.visible_to(make_user()).get()
    assert loaded.outcome == "made"
    assert (version.author, version.reviewed_by) == (educator, None)
    assert (version.loaded_from, version.modality) == ("round", "CR")
    assert version.finding_names == "Nodule"


def test_loading_again_changes_nothing(tmp_path):
    make_rg9()
    path, educator = write(tmp_path), make_educator()
    loading.load(path, by=educator)

    assert loading.load(path, by=educator).outcome == "unchanged"
    assert CaseVersion.objects.count() == 1


def test_a_changed_file_is_a_new_version(tmp_path):
    make_rg9()
    educator = make_educator()
    loading.load(write(tmp_path), by=educator)

    loaded = loading.load(write(tmp_path, history="No cough."), by=educator)

    case = TeachingCase.objects.get()
    assert loaded.outcome == "changed"
    assert (case.current.number, case.current.history) == (2, "No cough.")


def test_what_was_worked_on_here_is_left_alone(tmp_path):
    make_rg9()
    educator = make_educator()
    loading.load(write(tmp_path), by=educator)
    case = workflow.revise(TeachingCase.objects.get(), by=educator)
    editing.save(case, by=educator, opened=opened(case), marks=[], title="Our words")

    loaded = loading.load(write(tmp_path, title="Their words"), by=educator)

    case.refresh_from_db()
    assert (loaded.outcome, case.title) == ("kept", "Our words")


def test_a_file_whose_study_is_not_there_waits(tmp_path):
    make_study(source="sample RG9, MIT licence", reserved=True)

    assert loading.load(write(tmp_path), by=make_educator()).outcome == "waiting"
    assert not TeachingCase.objects.exists()


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"titel": "x"}, "nothing is called titel"),
        ({"anatomy": "Elbow"}, "anatomy"),
        ({"study": ""}, "study is missing"),
        ({"findings": [{"image": 7, "pixels": [[1, 1]]}]}, "image 7 of 1"),
        ({"findings": [{"pixels": [[900, 1]]}]}, "beside its image"),
        ({"findings": [{"place": 1}]}, "a finding says"),
        ({"consent_note": ""}, "why the images may be shown"),
    ],
)
def test_a_fault_in_a_file_is_said_with_its_name(tmp_path, over, said):
    make_rg9()

    with pytest.raises((loading.Flawed, Refused), match=said):
        loading.load(write(tmp_path, **over), by=make_educator())


def test_the_command_says_what_became_of_each_file(tmp_path):
    make_rg9()
    write(tmp_path)
    educator, out = make_educator(), StringIO()

    call_command("load_cases", str(tmp_path), "--by", educator.email, stdout=out)

    assert "round: published" in out.getvalue()


def test_the_command_wants_an_educator_and_whole_files(tmp_path):
    make_rg9()
    (tmp_path / "bad.yaml").write_text("title: [")

    for by in (make_educator().email, "nobody@hospital.example", make_user().email):
        with pytest.raises(CommandError):
            call_command("load_cases", str(tmp_path), "--by", by, stdout=StringIO())


def test_each_file_that_comes_with_the_portal_can_be_read():
    files = sorted(loading.STARTER.glob("*.yaml"))

    assert files
    for path in files:
        said = yaml.safe_load(path.read_text())
        assert set(said) <= loading.KNOWN, path.name
        assert "eaching example" in said["history"] + said["discussion"]
