"""The second reader at work: each file of a batch, then the batch as a whole.

What files of a study must agree on lies in quarantine, beside the originals, and is
erased with them; what is kept with the study are names and counts."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from courses.dicom.deid.options import Profile
from courses.dicom.deid.profile import EDITION
from courses.dicom.proof import study, validator, verify
from courses.dicom.proof.verify import Verdict
from courses.studies.keeping import quarantine
from courses.studies.models import Batch, IncomingFile, Proof
from portal.audit import ledger

READER = "Second check, version 3"
_FACTS, _VALIDATED = "facts", "validated"
_LARGEST = 256 << 20
MISSING = "What a file agreed on with the others is lost: send the study again."


def check(row: IncomingFile, original: Path, copy: Path, profile: Profile) -> Verdict:
    """One file, and for the first of its kind what dciodvfy says of it."""
    token = row.batch.token
    methods = [code for code, _meaning in profile.methods]
    verdict = verify.check(original, copy, methods=methods, salt=token.encode())
    _put(token, f"{row.name}.{_FACTS}", study.packed(verdict.facts))
    if verdict.is_clean:
        opinion = _opinion(token, verdict.kind, original, copy)
        verdict.faults.extend(f"dciodvfy: {fault}" for fault in opinion["faults"])
    return verdict


def _opinion(token: str, kind: str, original: Path, copy: Path) -> dict[str, Any]:
    """Asked once for each series and class: it is slow."""
    place = quarantine.folder_of(token) / f"{kind}.{_VALIDATED}"
    if place.exists() or copy.stat().st_size > _LARGEST:
        return {"faults": []}
    said = asdict(validator.opinion(original, copy))
    _put(token, place.name, json.dumps(said))
    return said


def _put(token: str, name: str, text: str) -> None:
    """Whole or not at all: a worker may die at any moment."""
    place = quarantine.folder_of(token) / name
    draft = place.with_name(f"{name}.part")
    draft.write_text(text)
    draft.replace(place)


def prove(batch: Batch) -> Proof:
    """All files are done: what do they say together?"""
    rows = list(batch.incoming.exclude(outcome=IncomingFile.Outcome.WAITING))
    read = [row for row in rows if "searched" in row.report]
    kept = [row for row in read if row.outcome != IncomingFile.Outcome.LEAK]
    lines = [line for row in kept if (line := _facts(batch, row))]
    whole, counts = study.faults(study.unpacked(line) for line in lines)
    if len(lines) < len(kept) and not batch.proofs.exists():
        whole.append(MISSING)
    leaks, faults = _by_name(read, "leaks"), _by_name(read, "faults")
    faults.update(whole)
    opinions = _opinions(batch)
    proof = Proof.objects.create(
        batch=batch,
        study=batch.study,
        edition=f"{READER}, {EDITION}",
        profile=batch.profile,
        passed=not (leaks or faults),
        files=len(read),
        searched=sum(row.report["searched"] for row in read),
        counts=dict(counts),
        leaks=dict(leaks),
        faults=dict(faults),
        validated=_validated(opinions),
        lacking=dict(Counter(name for one in opinions for name in one["lacking"])),
    )
    ledger.record(None, "batch.proven", batch, passed=proof.passed, files=proof.files)
    return proof


def _facts(batch: Batch, row: IncomingFile) -> str:
    place = quarantine.folder_of(batch.token) / f"{row.name}.{_FACTS}"
    return place.read_text() if place.exists() else ""


def _by_name(rows: Iterable[IncomingFile], what: str) -> Counter[str]:
    return Counter(name for row in rows for name in row.report.get(what, []))


def _opinions(batch: Batch) -> list[dict[str, Any]]:
    places = quarantine.folder_of(batch.token).glob(f"*.{_VALIDATED}")
    return [json.loads(place.read_text()) for place in sorted(places)]


def _validated(opinions: list[dict[str, Any]]) -> Proof.Validated:
    if not any(one["asked"] for one in opinions):
        return Proof.Validated.ABSENT
    faults = any(one["faults"] for one in opinions)
    return Proof.Validated.FAULTS if faults else Proof.Validated.PASSED
