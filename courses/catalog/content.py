"""A course as its author keeps it: a folder with course.yaml and its files."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.catalog import markdown
from courses.catalog.activity_kinds import codes, kind_of
from courses.catalog.models import CourseState
from courses.catalog.yaml_spec import Flawed, Spec, read_text, read_yaml

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class ReadActivity:
    kind: str
    slug: str
    title: str
    summary: str
    minutes: int
    supports: dict[str, int]
    content: Any


@dataclass(frozen=True)
class ReadModule:
    slug: str
    title: str
    activities: list[ReadActivity]


@dataclass(frozen=True)
class ReadCourse:
    slug: str
    title: str
    summary: str
    subject: str
    audience: str
    why: str
    state: str
    version: int
    counts_for: dict[str, int]
    modules: list[ReadModule]
    spec: Spec


def read_course(folder: Path) -> ReadCourse:
    """Everything that the folder holds, checked; raises Flawed at the first flaw."""
    spec = read_yaml(folder / "course.yaml").only(
        *("slug", "title", "summary", "subject", "audience", "why"),
        *("state", "version", "counts_for", "modules"),
    )
    state = spec.text("state", default=CourseState.PUBLISHED)
    if state not in CourseState.values:
        spec.fail(f"state is one of {', '.join(CourseState.values)}", "state")
    counts_for = spec.levels("counts_for")
    modules = [_module(folder, one) for one in spec.items("modules")]
    _check_once(spec, [module.slug for module in modules], "modules")
    for module in modules:
        for activity in module.activities:
            _check_supports(spec, activity, counts_for)
    return ReadCourse(
        slug=_slug(spec, "slug", default=folder.name),
        title=spec.text("title", longest=120),
        summary=spec.text("summary", longest=300),
        subject=spec.text("subject", longest=80, default=""),
        audience=spec.text("audience", longest=200, default=""),
        why=spec.text("why", default=""),
        state=state,
        version=spec.whole("version", 1, 9999, default=1),
        counts_for=counts_for,
        modules=modules,
        spec=spec,
    )


def read_lesson(path: Path) -> str:
    """A lesson's Markdown, without the flaws that a reader would stumble over."""
    text = read_text(path)
    if not text.strip():
        raise Flawed(path, 1, "is empty")
    for line, message in markdown.flaws(text):
        raise Flawed(path, line, message)
    return text


def _module(folder: Path, spec: Spec) -> ReadModule:
    spec.only("slug", "title", "steps")
    steps = [_activity(folder, one) for one in spec.items("steps")]
    _check_once(spec, [step.slug for step in steps], "steps")
    return ReadModule(_slug(spec, "slug"), spec.text("title", longest=120), steps)


def _activity(folder: Path, spec: Spec) -> ReadActivity:
    known = codes()
    spec.only("slug", "title", "summary", "minutes", "supports", *known)
    named = [code for code in known if code in spec]
    if len(named) != 1:
        spec.fail(f"a step names one file, as one of {', '.join(known)}")
    file = spec.text(named[0], longest=100)
    if not PLAIN_NAME.fullmatch(file):
        spec.fail(f"{file} must be the plain name of a file beside it", named[0])
    if not (folder / file).is_file():
        spec.fail(f"there is no file {file}", named[0])
    return ReadActivity(
        kind=named[0],
        slug=_slug(spec, "slug"),
        title=spec.text("title", longest=120),
        summary=spec.text("summary", longest=200, default=""),
        minutes=spec.whole("minutes", 1, 240),
        supports=spec.levels("supports"),
        content=kind_of(named[0]).read(folder / file),
    )


def _slug(spec: Spec, key: str, *, default: str | None = None) -> str:
    slug = spec.text(key, longest=60, default=default)
    if not SLUG.fullmatch(slug):
        spec.fail(f"{slug!r} is no slug: small letters, digits and single -", key)
    return slug


def _check_once(spec: Spec, slugs: list[str], key: str) -> None:
    for slug in slugs:
        if slugs.count(slug) > 1:
            spec.fail(f"two {key} are called {slug}", key)


def _check_supports(
    spec: Spec, activity: ReadActivity, counts_for: dict[str, int]
) -> None:
    for code, level in activity.supports.items():
        if level > counts_for.get(code, 0):
            spec.fail(
                f"{activity.slug} supports {code} at {level}, the course does not",
                "counts_for",
            )
