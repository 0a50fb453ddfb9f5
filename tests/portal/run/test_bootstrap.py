"""`.venv` is made once, made anew where it is broken, and by one start at a time."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal import bootstrap

ROOT = Path(__file__).resolve().parents[3]
# As `make` does: the machine's, whose pip need not be unpacked first.
MACHINES = Path(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info))


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose locks ask for nothing, so that nothing is fetched."""
    (tmp_path / "portal").mkdir()
    source = (ROOT / "portal/bootstrap.py").read_text()
    (tmp_path / "portal/bootstrap.py").write_text(source)
    for lock in bootstrap.LOCKS.values():
        (tmp_path / lock).write_text("# nothing\n")
    return tmp_path


def start(
    clone: Path, purpose: str = "run", *, python: str | Path = MACHINES
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [python, "-I", "portal/bootstrap.py", purpose],
        cwd=clone,
        env=os.environ | {"PIP_USER": "1", "HOME": "/nonexistent"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def bootstrapped(clone: Path, purpose: str = "run", **by: str | Path) -> str:
    said, _ = (process := start(clone, purpose, **by)).communicate()
    assert process.returncode == 0, said
    return said


@pytest.mark.parametrize("python", [MACHINES, sys.executable], ids=["machines", "own"])
def test_the_first_start_installs_and_the_second_takes_no_time(
    clone: Path, python: str | Path
) -> None:
    first = bootstrapped(clone, python=python)
    begun = time.monotonic()

    second = bootstrapped(clone, python=python)

    assert "Installing" in first
    assert not second
    assert time.monotonic() - begun < 3
    done = subprocess.run([clone / ".venv/bin/python", "-c", "pass"], check=False)
    assert done.returncode == 0


def test_two_starts_at_once_install_once(clone: Path) -> None:
    both = [start(clone), start(clone)]

    said = [process.communicate()[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sum("Installing" in words for words in said) == 1


def test_a_changed_lock_is_installed_into_the_same_environment(clone: Path) -> None:
    bootstrapped(clone)
    (clone / ".venv/kept").touch()
    (clone / "requirements.lock").write_text("# nothing, in other words\n")

    said = bootstrapped(clone)

    assert "Installing" in said
    assert (clone / ".venv/kept").exists()


def test_development_includes_what_runs(clone: Path) -> None:
    bootstrapped(clone, "dev")

    assert not bootstrapped(clone, "run")


@pytest.mark.parametrize("harm", ["interrupted", "broken", "moved"])
def test_an_environment_that_cannot_be_trusted_is_made_anew(
    clone: Path, harm: str
) -> None:
    bootstrapped(clone)
    venv = clone / ".venv"
    (venv / "left over").touch()
    if harm == "interrupted":
        (venv / ".unfinished").touch()
    elif harm == "broken":
        (venv / "bin/python").unlink()
        (venv / "bin/python").symlink_to("/nowhere/python3")
    else:
        stamp = json.loads((venv / ".installed-run").read_text())
        (venv / ".installed-run").write_text(json.dumps(stamp | {"place": "/before"}))

    bootstrapped(clone)

    assert not (venv / "left over").exists()
    assert not (venv / ".unfinished").exists()
    assert subprocess.run([venv / "bin/python", "-c", ""], check=False).returncode == 0


def test_an_old_python_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.sys, "version", "3.9.2 (main)")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)

    with pytest.raises(SystemExit) as told:
        bootstrap.use_new_enough_python()

    assert "needs Python 3.11 or newer, and python3 here is 3.9.2" in str(told.value)


def test_debians_python_without_ensurepip_has_a_pip_that_does_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "call", lambda command: calls.append(command) or 0)
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap.importlib.metadata, "version", lambda name: "23.0.1")

    bootstrap.make_venv()

    assert "--without-pip" in calls[0]
    assert bootstrap.pip()[1:4] == ["-m", "pip", "--python"]


def test_an_old_pip_and_no_ensurepip_are_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap.importlib.metadata, "version", lambda name: "20.3")

    with pytest.raises(SystemExit, match="neither ensurepip nor a recent pip"):
        bootstrap.make_venv()
