"""The engine by the command line: files in, files out, and no database."""

import errno
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from pydicom import dcmread

from courses.dicom.deid import folder
from tests.dicom_maker import make_ct, write
from tests.makers.studies import make_slices


@pytest.fixture(autouse=True)
def _own_secret(settings, tmp_path):
    settings.PORTAL_DATA = tmp_path / "data"


def say(*args: object) -> dict:
    out = StringIO()
    call_command("deidentify", *[str(arg) for arg in args], stdout=out)
    return json.loads(out.getvalue())


def by_shell(*args: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Where no PostgreSQL is named or to be found."""
    bare = {"PATH": "/nowhere", "PG_BINDIR": "/nowhere", "LANG": "C.UTF-8", **env}
    manage = Path(site.BASE_DIR) / "manage.py"
    return subprocess.run(
        [sys.executable, manage, "deidentify", *map(str, args)],
        capture_output=True,
        text=True,
        env=bare,
        check=False,
    )


@pytest.mark.system
def test_it_runs_where_there_is_no_database(tmp_path):
    write(tmp_path / "in", *make_slices(2))
    (tmp_path / "in" / "notes.txt").write_text("no image")
    data = tmp_path / "portal"

    ran = by_shell(tmp_path / "in", tmp_path / "out", PORTAL_DATA=str(data))

    report = json.loads(ran.stdout)
    assert (ran.returncode, report["written"]) == (0, 2)
    assert [one["file"] for one in report["left_out"]] == ["notes.txt"]
    assert not list(data.rglob("PG_VERSION"))


@pytest.mark.system
def test_what_goes_wrong_is_one_sentence_and_a_code(tmp_path):
    ran = by_shell(
        tmp_path,
        tmp_path.parent / "x",
        "--profile",
        "nonsense",
        PORTAL_DATA=str(tmp_path),
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.strip().count("\n") == 0
    assert "teaching" in ran.stderr


@pytest.mark.system
def test_the_same_key_leads_to_the_same_names(tmp_path):
    write(tmp_path / "in", make_ct())

    for number, key in enumerate(("one", "one", "two")):
        data = str(tmp_path / f"data{number}")
        out = tmp_path / f"out{number}"
        by_shell(tmp_path / "in", out, PORTAL_DATA=data, DEID_KEY=key)

    first, again, other = (
        dcmread(tmp_path / f"out{number}" / "image000.dcm").PatientID
        for number in range(3)
    )
    assert first == again != other


def test_one_file_may_go_to_a_file_or_into_a_folder(tmp_path):
    [source] = write(tmp_path / "in", make_ct())
    (tmp_path / "out").mkdir()

    say(source, tmp_path / "one.dcm")
    say(source, tmp_path / "out")

    names = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.dcm")}
    assert names == {
        Path("in/image000.dcm"),
        Path("one.dcm"),
        Path("out/image000.dcm"),
    }


def test_a_file_is_not_written_over_itself(tmp_path):
    [source] = write(tmp_path / "in", make_ct())

    with pytest.raises(CommandError, match="DST is SRC"):
        say(source, source)


def test_a_damaged_file_is_a_line_and_the_rest_goes_on(tmp_path):
    paths = write(tmp_path / "in", *make_slices(3))
    paths[1].write_bytes(paths[1].read_bytes()[:-100])

    report = say(tmp_path / "in", tmp_path / "out")

    assert report["left_out"] == [
        {"file": "image001.dcm", "why": "The file ends before its pixels do."}
    ]
    assert report["written"] == 2
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_full_disk_is_said_and_what_is_there_is_whole(tmp_path, monkeypatch):
    write(tmp_path / "in", *make_slices(3))
    clean, done = folder.clean, []

    def fill_up(*args, **kwargs):
        done.append(args)
        if len(done) > 1:
            args[1].write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return clean(*args, **kwargs)

    monkeypatch.setattr(folder, "clean", fill_up)

    with pytest.raises(CommandError, match="no more files"):
        say(tmp_path / "in", tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["image000.dcm"]
    assert dcmread(tmp_path / "out" / "image000.dcm").PatientIdentityRemoved == "YES"


def test_several_processes_do_what_one_does(tmp_path):
    write(tmp_path / "in", *make_slices(5))

    one = say(tmp_path / "in", tmp_path / "one")
    two = say(tmp_path / "in", tmp_path / "two", "--jobs", 2)

    assert one == two
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_profile_of_ones_own_is_a_file(tmp_path):
    write(tmp_path / "in", make_ct(StationName="CT7WARD"))
    own = tmp_path / "own.toml"
    own.write_text('[physics]\noptions = ["device"]\n')

    report = say(tmp_path / "in", tmp_path / "out", "--profile", own)

    assert report["profile"] == "physics"
    assert dcmread(tmp_path / "out" / "image000.dcm").StationName == "CT7WARD"


def test_nothing_written_is_no_success(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.txt").write_text("no image")

    with pytest.raises(CommandError, match="Nothing was written"):
        say(tmp_path / "in", tmp_path / "out")
