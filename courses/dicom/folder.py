"""Files in, clean files out: the engine alone, with a report that can be read by a
program. Nothing that did not pass the second reader is left in the output."""

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydicom import Dataset

from courses.dicom import verify
from courses.dicom.cleaner import clean_file
from courses.dicom.patients import Patient
from courses.dicom.profile import EDITION, Profile
from courses.dicom.reading import DAMAGE, files_under, header


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
    source: Path, target: Path, *, secret: bytes, profile: Profile
) -> FolderReport:
    """Every file under `source`, written under `target` by the same name; a single
    file may be given the target's own."""
    report = FolderReport(profile.name)
    if source.is_file() and target.suffix:
        _one(source, target, source.name, report, secret, profile)
        return report
    base = source if source.is_dir() else source.parent
    for path in files_under([source]):
        name = path.relative_to(base)
        _one(path, target / name, str(name), report, secret, profile)
    return report


def _one(
    path: Path,
    target: Path,
    name: str,
    report: FolderReport,
    secret: bytes,
    profile: Profile,
) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        looked = header(path)
        done = clean_file(path, draft, secret=secret, profile=profile)
        verdict = verify.check(path, draft)
    except DAMAGE as error:
        draft.unlink(missing_ok=True)
        report.left_out.append({"file": name, "why": type(error).__name__})
        return
    if not verdict.is_clean:
        draft.unlink()
        report.leaks.append(
            {"file": name, "in": verdict.leaks, "faults": verdict.faults}
        )
        return
    draft.replace(target)
    report.written += 1
    report.actions += done.actions
    report.removed += done.removed
    if done.suspects:
        report.suspects.append({"file": name, "why": done.suspects})
    if _tells(name, looked, secret):
        report.telling_names.append(name)


def _tells(name: str, dataset: Dataset, secret: bytes) -> bool:
    words = Patient.of(dataset, secret).words
    return any(word in name.upper() for word in words)
