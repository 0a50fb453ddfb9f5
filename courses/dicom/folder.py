"""Files in, clean files out: the engine alone, with a report that can be read by a
program. Nothing that did not pass the second reader is left in the output."""

import os
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from pydicom import Dataset, dcmread

from courses.dicom import verify
from courses.dicom.deidentify import deidentify
from courses.dicom.patients import Patient
from courses.dicom.profile import EDITION, Profile
from courses.dicom.reading import DAMAGE, files_under


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
    try:
        dataset = dcmread(path, force=True)
        if not dataset.get("SOPClassUID") or not dataset.get("SOPInstanceUID"):
            report.left_out.append({"file": name, "why": "not a DICOM file"})
            return
        cleaned = deidentify(dataset, secret, profile)
        written = as_bytes(cleaned.dataset)
        verdict = verify.check(path, written)
    except DAMAGE as error:
        report.left_out.append({"file": name, "why": type(error).__name__})
        return
    if not verdict.is_clean:
        report.leaks.append(
            {"file": name, "in": verdict.leaks, "faults": verdict.faults}
        )
        return
    _write(target, written)
    report.written += 1
    report.actions += cleaned.report.actions
    report.removed += cleaned.report.removed
    if cleaned.report.suspects:
        report.suspects.append({"file": name, "why": cleaned.report.suspects})
    if _tells(name, dataset, secret):
        report.telling_names.append(name)


def as_bytes(dataset: Dataset) -> bytes:
    """A whole file: preamble, meta, data, and nothing behind it."""
    out = BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _tells(name: str, dataset: Dataset, secret: bytes) -> bool:
    words = Patient.of(dataset, secret).words
    return any(word in name.upper() for word in words)


def _write(target: Path, written: bytes) -> None:
    """Whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(written)
    draft.replace(target)
