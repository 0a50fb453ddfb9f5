"""Files in, clean files out: the engine alone, with a report that can be read by a
program. Nothing that did not pass the second reader is left in the output."""

import errno
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from courses.dicom.deid.cleaner import Done, clean
from courses.dicom.deid.errors import why_of
from courses.dicom.deid.profile import EDITION, Profile
from courses.dicom.proof import verify
from courses.dicom.reading import DAMAGE, files_under

_AT_ONCE = 64
# What ends the run: the next file would meet it as well.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


class NoRoomError(Exception):
    """The target cannot take more files."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file's way, and the names it is reported by."""

    source: Path
    target: Path
    name: str
    secret: bytes
    profile: Profile
    verify: bool = True


@dataclass(slots=True)
class Outcome:
    """What came of one file."""

    name: str
    why: str = ""
    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    suspects: list[str] = field(default_factory=list)
    telling: bool = False
    actions: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class FolderReport:
    """What came of a folder. File names are those that the caller gave."""

    profile: str
    written: int = 0
    left_out: list[dict[str, str]] = field(default_factory=list)
    leaks: list[dict[str, Any]] = field(default_factory=list)
    suspects: list[dict[str, Any]] = field(default_factory=list)
    telling_names: list[str] = field(default_factory=list)
    actions: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    def add(self, one: Outcome) -> None:
        if one.telling:
            self.telling_names.append(one.name)
        if one.why:
            self.left_out.append({"file": one.name, "why": one.why})
            return
        if one.leaks or one.faults:
            self.leaks.append({"file": one.name, "in": one.leaks, "faults": one.faults})
            return
        self.written += 1
        self.actions.update(one.actions)
        self.removed.update(one.removed)
        if one.suspects:
            self.suspects.append({"file": one.name, "why": one.suspects})

    def as_dict(self) -> dict[str, Any]:
        return {
            "edition": EDITION,
            "profile": self.profile,
            "written": self.written,
            "left_out": self.left_out,
            "leaks": self.leaks,
            "suspects": self.suspects,
            "telling_names": self.telling_names,
            "actions": dict(self.actions),
            "removed": dict(self.removed.most_common()),
        }


def clean_folder(
    source: Path,
    target: Path,
    *,
    secret: bytes,
    profile: Profile,
    jobs: int = 1,
    verify: bool = True,
) -> FolderReport:
    """Every file under `source`, written under `target` by the same name; a single
    file may be given the target's own. `verify`: by the second reader, too."""
    report = FolderReport(profile.name)
    work = (
        Job(path, to, name, secret, profile, verify)
        for path, to, name in _ways(source, target)
    )
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            while some := list(islice(work, _AT_ONCE * jobs)):
                for outcome in pool.map(clean_one, some, chunksize=8):
                    report.add(outcome)
    else:
        for job in work:
            report.add(clean_one(job))
    return report


def _ways(source: Path, target: Path) -> Iterator[tuple[Path, Path, str]]:
    if source.is_file() and target.suffix and not target.is_dir():
        yield source, target, source.name
        return
    base = source if source.is_dir() else source.parent
    for path in files_under([source]):
        name = path.relative_to(base)
        yield path, target / name, str(name)


def clean_one(job: Job) -> Outcome:
    """Into a draft first: what is found wanting never bears its name."""
    draft = job.target.with_name(f".{job.target.name}.{os.getpid()}")
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        return _cleaned(job, draft)
    except DAMAGE as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise NoRoomError(error.strerror or "no room") from error
        return Outcome(job.name, why=why_of(error))
    finally:
        draft.unlink(missing_ok=True)


def _cleaned(job: Job, draft: Path) -> Outcome:
    done: Done = clean(job.source, draft, secret=job.secret, profile=job.profile)
    outcome = Outcome(job.name, telling=done.patient.is_told_by(job.name))
    if job.verify:
        verdict = verify.check(job.source, draft)
        outcome.leaks, outcome.faults = verdict.leaks, verdict.faults
    if not outcome.leaks and not outcome.faults:
        draft.replace(job.target)
        report = done.report
        outcome.actions, outcome.removed = report.actions, report.removed
        outcome.suspects = report.suspects
    return outcome
