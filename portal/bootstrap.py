"""Makes .venv and installs the lock into it; any Python of the machine may run this.

Standard library only, and no syntax that an old Python stumbles over: it is what tells
the reader that the Python is too old.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".unfinished"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
OLDEST = (3, 11)
NEEDED_BYTES = 1_500_000_000


def main(purpose: str) -> None:
    """Install what `purpose` needs, unless the last run did so already."""
    use_new_enough_python()
    lock = ROOT / LOCKS[purpose]
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # a second start waits for the first
        wanted = {
            "lock": hashlib.sha256(held.read()).hexdigest(),
            "place": str(VENV),
            "python": base_version(),
        }
        finished = PYTHON.exists() and not UNFINISHED.exists()
        if finished and stamp_of(purpose) == wanted:
            return
        install(lock, purpose, wanted)


def use_new_enough_python() -> None:
    if sys.version_info >= OLDEST:
        return
    for minor in range(OLDEST[1] + 4, OLDEST[1] - 1, -1):
        newer = shutil.which("python3." + str(minor))
        if newer:
            os.execv(newer, [newer, "-I", *sys.argv])  # noqa: S606 - the same script
    sys.exit(
        "Reading Room needs Python 3.11 or newer, and python3 here is "
        + sys.version.split()[0]
        + ": install a newer one, or name it with make PYTHON=/path/to/python3."
    )


def install(lock: Path, purpose: str, wanted: dict[str, str]) -> None:
    if shutil.disk_usage(ROOT).free < NEEDED_BYTES:
        sys.exit("The disk that holds " + str(ROOT) + " has less than 1.5 GB free.")
    say("Installing what Reading Room stands on, about a minute, once …")
    if UNFINISHED.exists() or not is_sound(wanted):
        shutil.rmtree(str(VENV), ignore_errors=True)
    if not VENV.exists():
        make_venv()
    UNFINISHED.touch()
    command = [*pip(), "install", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--no-input", "--disable-pip-version-check", "-r", str(lock)]
    if call(command) != 0:
        sys.exit(
            "The packages could not be installed, for the reason above: check the "
            "connection and the disk, then start again."
        )
    # The lock for development holds all of the other one.
    for each in ("run", "dev") if purpose == "dev" else ("run",):
        digest = hashlib.sha256((ROOT / LOCKS[each]).read_bytes()).hexdigest()
        stamp_file(each).write_text(json.dumps({**wanted, "lock": digest}))
    UNFINISHED.unlink()


def make_venv() -> None:
    """Without a pip of its own where the machine's can do the work: that is quicker,
    and Debian's Python brings none unless told to."""
    command = [sys.executable, "-m", "venv", str(VENV)]
    if machine_has_pip():
        command.insert(3, "--without-pip")
    elif importlib.util.find_spec("ensurepip") is None:
        sys.exit("Python has neither ensurepip nor a recent pip: install one of them.")
    if call(command) != 0:
        sys.exit("A virtual environment cannot be made here, for the reason above.")


def pip() -> list[str]:
    """The environment's own pip, else the machine's working upon it."""
    if any(VENV.glob("lib/python3*/site-packages/pip/__main__.py")):
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def machine_has_pip() -> bool:
    """Whether it knows --python, which came with 22.3."""
    try:
        release = importlib.metadata.version("pip").split(".")
    except importlib.metadata.PackageNotFoundError:
        return False
    return [int(part) for part in release[:2]] >= [22, 3]


def is_sound(wanted: dict[str, str]) -> bool:
    """Whether .venv works, where it stands, with the Python it was made of."""
    if not PYTHON.exists() or call([str(PYTHON), "-c", "import site"]) != 0:
        return False
    stamps = [stamp for stamp in map(stamp_of, LOCKS) if stamp]
    return all(s["place"] == wanted["place"] for s in stamps)


def base_version() -> str:
    """The minor version that .venv has, or will have."""
    for folder in VENV.glob("lib/python3.*"):
        return folder.name
    return "python{}.{}".format(*sys.version_info[:2])


def stamp_file(purpose: str) -> Path:
    return VENV / (".installed-" + purpose)


def stamp_of(purpose: str) -> dict[str, str]:
    try:
        return dict(json.loads(stamp_file(purpose).read_text()))
    except (OSError, ValueError):
        return {}


def call(command: list[str]) -> int:
    unwanted = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
    environment = {k: v for k, v in os.environ.items() if k not in unwanted}
    return subprocess.call(command, env=environment)  # noqa: S603 - ours, above


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except OSError as error:
        sys.exit(f"{error.filename or ROOT}: {error.strerror}. Nothing can be written.")
    except KeyboardInterrupt:
        sys.exit(130)
