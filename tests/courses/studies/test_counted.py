"""One of a thing is said as one."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from courses.dicom.proof.verify import Verdict
from courses.studies import counted
from courses.studies.keeping.archive import Tally
from courses.studies.models.teaching import Selection
from tests.dicom_maker import make_ct, write


def test_one_and_many():
    said = [counted.files, counted.images, counted.studies]

    assert [one(1) for one in said] == ["1 file", "1 image", "1 study"]
    assert [one(2) for one in said] == ["2 files", "2 images", "2 studies"]
    assert str(Selection(named=["1.2.3"])) == "1 image"


def test_one_file_held_back_is_one_file(tmp_path, monkeypatch):
    found = Verdict(leaks=["PatientName"])
    monkeypatch.setattr("courses.dicom.deid.folder.verify.check", lambda *_files: found)
    write(tmp_path / "in", make_ct())

    with pytest.raises(CommandError, match=r"^1 file held back"):
        call_command("deidentify", tmp_path / "in", tmp_path / "out", stdout=StringIO())


@pytest.mark.django_db
def test_an_archive_of_one_study_is_one_study(monkeypatch):
    def one_of_each(tally: Tally, *, decode: bool) -> list[object]:
        tally.studies = tally.instances = tally.files = 1
        return []

    monkeypatch.setattr("courses.studies.keeping.archive.flaws", one_of_each)
    out = StringIO()

    call_command("verify_archive", stdout=out)

    assert out.getvalue().strip() == "1 study, 1 image, 1 file"
