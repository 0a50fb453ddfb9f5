"""Which PostgreSQL is taken, and what is said where none will do."""

from pathlib import Path

import pytest

from portal.localdb import binaries
from portal.localdb.binaries import Binaries
from portal.localdb.errors import LocalDatabaseError


def make_postgres(parent: Path, release: str, *, extensions: bool = True) -> Path:
    """An installation as far as it is looked at from outside."""
    folder = parent / release / "bin"
    folder.mkdir(parents=True)
    for program in ("initdb", "postgres", "pg_dump", "pg_restore"):
        path = folder / program
        path.write_text(f"#!/bin/sh\necho '{program} (PostgreSQL) {release}'\n")
        path.chmod(0o755)
    shared = folder.parent / "share/extension"
    shared.mkdir(parents=True)
    for name in binaries.EXTENSIONS if extensions else ():
        (shared / f"{name}.control").touch()
    return folder


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no PostgreSQL, of its own or from the wheel."""
    for name in ("PG_BINDIR", "PORTAL_POSTGRES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(binaries, "USUAL_PLACES", ())
    monkeypatch.setattr(binaries.shutil, "which", lambda name: None)
    monkeypatch.setattr(binaries, "_wheel", lambda: None)


def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **over: str) -> str:
    for name, value in over.items():
        monkeypatch.setenv(name, value)
    return binaries.choose(tmp_path).release


def test_a_named_folder_comes_before_the_machines_and_that_before_the_wheel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    named = make_postgres(tmp_path / "named", "16.1")
    wheel = make_postgres(tmp_path / "wheel", "18.6")
    make_postgres(tmp_path / "usual", "15.2")
    make_postgres(tmp_path / "usual", "17.3")
    pattern = f"{tmp_path}/usual/*/bin"
    monkeypatch.setattr(binaries, "_wheel", lambda: wheel)

    assert chosen(monkeypatch, tmp_path) == "18.6"
    monkeypatch.setattr(binaries, "USUAL_PLACES", (pattern,))
    assert chosen(monkeypatch, tmp_path) == "17.3"
    assert chosen(monkeypatch, tmp_path, PORTAL_POSTGRES="wheel") == "18.6"
    assert chosen(monkeypatch, tmp_path, PG_BINDIR=str(named)) == "16.1"


def test_one_that_is_too_old_or_lacks_an_extension_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_postgres(tmp_path, "14.9")
    make_postgres(tmp_path, "17.1", extensions=False)
    make_postgres(tmp_path, "15.4")
    monkeypatch.setattr(binaries, "USUAL_PLACES", (f"{tmp_path}/*/bin",))

    assert chosen(monkeypatch, tmp_path) == "15.4"


def test_an_existing_database_takes_programs_of_its_own_major_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_postgres(tmp_path, "15.4")
    make_postgres(tmp_path, "17.1")
    monkeypatch.setattr(binaries, "USUAL_PLACES", (f"{tmp_path}/*/bin",))

    assert binaries.choose(tmp_path, 15).release == "15.4"
    with pytest.raises(LocalDatabaseError, match=r"PostgreSQL 16, .* only 15 and 17:"):
        binaries.choose(tmp_path, 16)


def test_a_dump_is_made_by_programs_as_new_as_the_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_postgres(tmp_path, "15.4")
    make_postgres(tmp_path, "17.1")
    monkeypatch.setattr(binaries, "USUAL_PLACES", (f"{tmp_path}/*/bin",))

    assert binaries.client(15).release == "15.4"
    assert binaries.client(16).release == "17.1"
    with pytest.raises(LocalDatabaseError, match="install PostgreSQL 18's client"):
        binaries.client(18)


def test_a_dump_takes_no_server_of_this_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = make_postgres(tmp_path, "17.1")
    for program in ("initdb", "postgres"):
        (folder / program).unlink()
    monkeypatch.setattr(binaries, "USUAL_PLACES", (f"{tmp_path}/*/bin",))

    assert binaries.client(17).release == "17.1"
    with pytest.raises(LocalDatabaseError):
        binaries.choose(tmp_path)


def test_no_postgres_at_all_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LocalDatabaseError) as refused:
        binaries.choose(tmp_path)

    assert "install PostgreSQL 15 or newer" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_named_folder_without_postgres_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))

    with pytest.raises(LocalDatabaseError, match=r"PG_BINDIR is .*: correct or unset"):
        binaries.choose(tmp_path)


def test_a_release_knows_its_major_version() -> None:
    assert Binaries(Path("/bin"), "18.6").major == 18
