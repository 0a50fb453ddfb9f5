"""The viewer's built files are committed: they must be those that the sources make."""

import hashlib
import json
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
SOURCES, BUILT = STATIC / "viewer", STATIC / "dist"
SINGLE = ("package.json", "package-lock.json", "vite.config.ts")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def names_in(folder: str) -> list[str]:
    files = (path for path in (SOURCES / folder).rglob("*") if path.is_file())
    return [path.relative_to(SOURCES).as_posix() for path in files]


def fingerprint() -> str:
    """As scripts/sources.mjs takes it when it builds."""
    names = sorted([*SINGLE, *names_in("scripts"), *names_in("src")])
    lines = [f"{name} {sha256((SOURCES / name).read_bytes())}\n" for name in names]
    return sha256("".join(lines).encode())


def stamp() -> dict[str, object]:
    return dict(json.loads((BUILT / "build.json").read_text()))


def test_the_viewer_was_built_from_the_sources_that_stand_beside_it():
    assert stamp()["sources"] == fingerprint(), "Stale: run `make viewer`, commit it."


def test_the_built_viewer_is_whole_and_nobody_wrote_into_it_by_hand():
    files = (path for path in BUILT.rglob("*") if path.is_file())
    built = {
        path.relative_to(BUILT).as_posix(): sha256(path.read_bytes()) for path in files
    }
    built.pop("build.json")

    assert built == stamp()["files"]


def test_the_lock_of_the_viewer_names_no_registry():
    lock = json.loads((SOURCES / "package-lock.json").read_text())

    assert not [path for path, one in lock["packages"].items() if "resolved" in one]


def test_what_the_viewer_says_stands_where_it_is_translated():
    code = "".join(path.read_text() for path in (SOURCES / "src").glob("*.ts"))
    templates = STATIC.parent / "templates/courses/studies/_viewer_words.html"
    known = templates.read_text()

    names = set(re.findall(r'word\("([a-z-]+)"', code))

    assert names
    assert [name for name in names if f'data-word="{name}"' not in known] == []
