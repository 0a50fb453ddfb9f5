"""What `backup` wrote, `restore` puts into an empty site: every row and every file."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from portal.backup import keeping, site
from portal.localdb import cluster
from tests.portal.localdb.conftest import folder as folder

ROOT = Path(__file__).resolve().parents[3]
KEY = "a key for the tests"


@pytest.fixture
def hospital(transactional_db: None) -> None:
    """The demo hospital, and two files."""
    call_command("seed_demo", stdout=io.StringIO())
    default_storage.save("studies/1/image.dcm", ContentFile(os.urandom(3_000_000)))
    default_storage.save("studies/1/empty", ContentFile(b""))


@pytest.fixture
def another_site(folder: Path) -> dict[str, str]:
    """An installation that has nothing yet, with a database of its own."""
    data = folder / "another"
    return {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "PORTAL_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }


def manage(
    environment: dict[str, str], *words: str, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *words],
        cwd=ROOT,
        env=environment | more,
        check=False,
        capture_output=True,
        text=True,
    )


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
ROWS = """
SELECT count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), ''))
FROM "{}" t
"""
# By name: PostgreSQL words a condition anew when it reads its own wording.
SHAPE = """
SELECT 'index', indexname, tablename FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'constraint', conname, conrelid::regclass::text FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'trigger', tgname, tgrelid::regclass::text || tgenabled::text FROM pg_trigger
  WHERE NOT tgisinternal
UNION ALL
SELECT 'sequence', sequencename, last_value::text FROM pg_sequences
  WHERE schemaname = 'public'
UNION ALL
SELECT 'extension', extname, '' FROM pg_extension
ORDER BY 1, 2, 3
"""


def everything_in(database: psycopg.Connection) -> dict[str, Any]:
    tables = [name for (name,) in database.execute(TABLES).fetchall()]
    found: dict[str, Any] = {
        name: database.execute(ROWS.format(name).encode()).fetchone() for name in tables
    }
    return found | {"shape": database.execute(SHAPE).fetchall()}


def files_in(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_empty_site_gets_every_row_and_every_file_back(
    hospital: None, another_site: dict[str, str], tmp_path: Path
) -> None:
    with psycopg.connect(**open_parameters()) as ours:
        before = everything_in(ours)
    files = files_in(Path(default_storage.location))

    call_command("backup", str(tmp_path / "backups"), key=KEY)
    done = manage(another_site, "restore", str(tmp_path / "backups"), BACKUP_KEY=KEY)

    data = Path(another_site["PORTAL_DATA"])
    assert done.returncode == 0, done.stderr
    assert files_in(data / "files") == files
    address = cluster.ensure(data)
    try:
        with psycopg.connect(
            host=address.host, port=address.port, user="portal", dbname="portal"
        ) as theirs:
            after = everything_in(theirs)
    finally:
        cluster.release(data)
    assert len(before) > 30
    assert before["people_user"][0] > 10
    assert after == before


def open_parameters() -> dict[str, str]:
    parameters = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return {name: parameters[name] for name in names if parameters.get(name)}


def test_a_site_that_holds_something_is_not_overwritten_unless_told_to(
    another_site: dict[str, str], transactional_db: None, tmp_path: Path
) -> None:
    default_storage.save("kept", ContentFile(b"now"))
    call_command("backup", str(tmp_path))
    assert manage(another_site, "restore", str(tmp_path)).returncode == 0

    refused = manage(another_site, "restore", str(tmp_path))
    replaced = manage(another_site, "restore", str(tmp_path), "--replace")

    assert refused.returncode == 1
    assert "restore into an empty one, or say --replace" in refused.stderr
    assert replaced.returncode == 0, replaced.stderr


def test_an_archive_that_is_cut_off_changes_nothing(
    transactional_db: None, tmp_path: Path
) -> None:
    call_command("backup", str(tmp_path))
    (archive,) = keeping.archives(tmp_path)
    archive.write_bytes(archive.read_bytes()[:-500])

    with pytest.raises(CommandError, match="cut off"):
        call_command("restore", str(archive), replace=True)

    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        assert len(cursor.fetchall()) > 30


def test_only_the_newest_archives_are_kept(
    transactional_db: None, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("not an archive")
    for _ in range(3):
        call_command("backup", str(tmp_path), keep=2)

    kept = keeping.archives(tmp_path)

    assert len(kept) == 2
    assert keeping.find(tmp_path) == kept[-1]
    assert len(list(tmp_path.iterdir())) == 3
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in kept)


def test_a_file_may_not_climb_out_of_its_folder(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = {"files/../../climbed": tmp_path / "inside"}
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "file").write_text("up and out")
    made = keeping.back_up(site.server(), outside, tmp_path / "backups", key="")
    monkeypatch.setattr(keeping.database, "load", lambda server, pieces: list(pieces))

    with pytest.raises(keeping.BackupError, match="no known folder"):
        keeping.restore(site.server(), {"files": tmp_path / "files"}, made, key="")

    assert not (tmp_path / "climbed").exists()


def test_a_folder_without_archives_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no backup in"):
        call_command("restore", str(tmp_path))


def test_originals_in_quarantine_go_into_no_archive(
    transactional_db: None, tmp_path: Path
) -> None:
    original = Path(settings.QUARANTINE) / "batch" / "original"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"Hollyhock^Marigold")
    default_storage.save("kept", ContentFile(b"a frame"))

    call_command("backup", str(tmp_path / "backups"))

    assert site.folders() == {"files": Path(default_storage.location)}
    (archive,) = keeping.archives(tmp_path / "backups")
    with keeping._opened(archive, "") as members:
        names = [member.name for member in members]
    assert "files/kept" in names
    assert not any(name.startswith("quarantine") for name in names)


def test_originals_in_an_older_archive_are_not_laid_down(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "original").write_bytes(b"Hollyhock^Marigold")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "kept").write_bytes(b"a frame")
    older = {"files": tmp_path / "files", "quarantine": tmp_path / "held"}
    made = keeping.back_up(site.server(), older, tmp_path / "backups", key="")
    monkeypatch.setattr(keeping.database, "load", lambda server, pieces: list(pieces))

    keeping.restore(site.server(), {"files": tmp_path / "new"}, made, key="")

    assert [path.name for path in (tmp_path / "new").iterdir()] == ["kept"]
