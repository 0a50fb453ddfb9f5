"""The starter library comes by a job."""

import pytest
import yaml
from django.urls import reverse

from courses.phantoms import CATALOGUE, Finding, Made, Phantom, Truth
from courses.studies import tasks
from courses.studies.cases import loading, starter
from courses.studies.models import CaseFile, CaseVersion, Study
from tests.courses.studies.test_case_loading import WORDS
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_slices

pytestmark = pytest.mark.django_db


def draw(*, seed: int, **_options: object) -> Made:
    images = make_slices(2, PatientID=f"TRN-9{seed:07}")
    found = Finding("Nodule", images[1].SOPInstanceUID, (5.0, 6.0), 3.0)
    return Made(images, Truth((found,)))


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Two files: one is drawn, one waits for a study that may never come."""
    phantom = Phantom("test-ct", "Test", "CT", "Chest", "", draw, {})
    monkeypatch.setitem(CATALOGUE, "test-ct", phantom)
    monkeypatch.setattr(loading, "STARTER", tmp_path)
    words = {key: value for key, value in WORDS.items() if key != "findings"}
    drawn = {**words, "study": "Drawn", "phantom": {"code": "test-ct", "seed": 4}}
    (tmp_path / "drawn.yaml").write_text(yaml.safe_dump(drawn))
    (tmp_path / "later.yaml").write_text(yaml.safe_dump(WORDS))


def test_a_drawn_case_shows_what_was_drawn_in(library):
    starter.order(by=make_educator())

    tasks.load_cases()

    version = CaseVersion.objects.visible_to(make_user()).get()
    [mark] = version.findings
    assert (mark["kind"], mark["pixels"], mark["label"]) == (
        "point",
        [[5, 6]],
        "Nodule",
    )
    assert Study.objects.get(title="Drawn").images == 2


def test_what_waits_is_counted_on_the_page_and_asked_again_later(library, client):
    client.force_login(make_user())
    starter.order(by=make_educator())
    tasks.load_cases()

    text = client.get(reverse("studies:cases")).content.decode()

    assert "1 case is still being prepared" in text
    assert CaseFile.objects.get(name="later").due_at is not None
    assert CaseFile.objects.get(name="drawn").due_at is None


def test_ordered_and_loaded_twice_nothing_is_doubled(library):
    educator = make_educator()
    for _ in range(2):
        starter.order(by=educator)
        CaseFile.objects.filter(name="drawn").update(due_at="2026-01-01T00:00Z")
        tasks.load_cases()

    assert CaseVersion.objects.count() == 1
    assert Study.objects.count() == 1
