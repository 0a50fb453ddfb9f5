"""Cases from files: one YAML each, made or brought up to date as published.

A file says what an educator would type, with each finding by image and pixel; it was
reviewed where it was written, so no second educator is asked for here. Loading twice
changes nothing; a case that was worked on here since is left alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.studies import rules
from courses.studies.cases import findings, phantom, workflow
from courses.studies.models import WORDS, Instance, Study, TeachingCase
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

FINDING: Final = {"name", "kind", "image", "frame", "pixels"}
TOLD_BY_STUDY: Final = {"modality", "findings", "finding_names", "prior"}
FIELDS: Final = [name for name in WORDS if name not in TOLD_BY_STUDY]
KNOWN: Final = {*FIELDS, "study", "phantom", "findings", "prior"}
LONGEST: Final = 200_000
WRAPPED: Final = re.compile(r"(?<!\n)\n(?!\n)")
STARTER: Final = Path(__file__).parent.parent / "starter"


class Flawed(Exception):  # noqa: N818 - it is an answer to an author
    """Something in a file cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file."""

    name: str
    outcome: str  # made, changed, unchanged, waiting (no study yet), kept (worked on)


def load_folder(folder: Path, *, by: User) -> list[Loaded]:
    """File by file; one that is flawed ends it, and what was loaded stays."""
    return [load(path, by=by) for path in sorted(folder.glob("*.yaml"))]


@transaction.atomic
def load(path: Path, *, by: User) -> Loaded:
    if not rules.can_make_cases(by):
        raise Refused(_("%(who)s makes no cases.") % {"who": by.short_name})
    said = _read(path)
    study, drawn = _study(path, said, by)
    prior = _prior(path, said, by)
    held = TeachingCase.objects.select_for_update().filter(loaded_from=path.stem)
    case = held.first()
    if study is None or ("prior" in said and prior is None):
        # Images that left the library since do not come back by waiting.
        return Loaded(path.stem, "kept" if case else "waiting")
    if drawn is None and case is not None and "findings" not in said:
        drawn = case.findings
    words = {**_words(path, said, study, drawn or []), "prior": prior}
    if case is not None and _was_worked_on(case):
        return Loaded(path.stem, "kept")
    if case is not None and case.study_id == study.pk and _says(case, words):
        return Loaded(path.stem, "unchanged")
    outcome = "changed" if case else "made"
    _publish(case or TeachingCase(loaded_from=path.stem), study, words, by)
    return Loaded(path.stem, outcome)


def study_named_in(path: Path) -> str:
    return _text(path, _read(path), "study")


def _study(
    path: Path, said: Mapping[str, Any], by: User
) -> tuple[Study | None, list[dict[str, Any]] | None]:
    """In the library; one that is drawn from a seed is drawn now, and its truth need
    not be written down."""
    title, recipe = _text(path, said, "study"), said.get("phantom")
    if recipe is None:
        return find_study(title), None
    if not isinstance(recipe, dict):
        raise Flawed(f"{path.name}: a phantom says code, seed and options")
    try:
        return phantom.study_of(recipe, title=title, by=by)
    except phantom.UnknownPhantomError as wrong:
        raise Flawed(f"{path.name}: {wrong}") from wrong


def _prior(path: Path, said: Mapping[str, Any], by: User) -> Study | None:
    named = said.get("prior")
    if named is None:
        return None
    if not isinstance(named, dict):
        raise Flawed(f"{path.name}: a prior says study, and phantom where it is drawn")
    return _study(path, named, by)[0]


def find_study(name: str) -> Study | None:
    """By its title, or by the file that its source names; in the library only."""
    library = Study.objects.released().filter(reserved=False).order_by("pk")
    named = library.filter(title=name).first()
    return named or library.filter(source__contains=name).first()


def _publish(
    case: TeachingCase, study: Study, words: Mapping[str, Any], by: User
) -> None:
    case.study, case.owner, case.changed_by = study, by, by
    case.changed_at, case.revision = timezone.now(), case.revision + 1
    case.page = ""
    for name, value in words.items():
        setattr(case, name, value)
    case.save()
    version = workflow.new_version(case, reviewed_by=None, loaded_from=case.loaded_from)
    ledger.record(by, "case.loaded", case, version=version.number)


def _was_worked_on(case: TeachingCase) -> bool:
    if case.state != TeachingCase.State.PUBLISHED or case.current is None:
        return True
    return not case.current.loaded_from


def _says(case: TeachingCase, words: Mapping[str, Any]) -> bool:
    return all(getattr(case, name) == words[name] for name in WORDS)


def _words(
    path: Path,
    said: Mapping[str, Any],
    study: Study,
    truth: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """As the page would take them: the same limits, the same marks."""
    typed = TeachingCase(**_texts(said))
    others = {field.name for field in TeachingCase._meta.fields} - set(FIELDS)
    try:
        typed.clean_fields(exclude=others)
    except ValidationError as wrong:
        each = [
            f"{name}: {' '.join(said)}" for name, said in wrong.message_dict.items()
        ]
        raise Flawed(f"{path.name}: {'; '.join(each)}") from wrong
    try:
        drawn = findings.read(
            [_mark(path, one, study) for one in said["findings"]]
            if "findings" in said
            else [dict(one) for one in truth],
            findings.images_of(study),
        )
    except Refused as refused:
        raise Flawed(f"{path.name}: {refused}") from refused
    return {
        **{name: getattr(typed, name) for name in FIELDS},
        "modality": study.modality,
        "findings": drawn,
        "finding_names": findings.names(drawn),
    }


def _texts(said: Mapping[str, Any]) -> dict[str, Any]:
    """A history is shown line by line: in a file its lines are only wrapped."""
    fields = {key: said[key] for key in FIELDS if key in said}
    texts = {
        key: value.strip() if isinstance(value, str) else value
        for key, value in fields.items()
    }
    if isinstance(texts.get("history"), str):
        texts["history"] = WRAPPED.sub(" ", texts["history"])
    return texts


def _mark(path: Path, finding: object, study: Study) -> dict[str, Any]:
    """`image` counts from 1 through the study, series by series, as it is read."""
    if not isinstance(finding, dict) or not finding.keys() <= FINDING:
        known = ", ".join(sorted(FINDING))
        raise Flawed(f"{path.name}: a finding says {known}")
    images = _images(study)
    number = finding.get("image", 1)
    if number not in range(1, len(images) + 1):
        raise Flawed(f"{path.name}: image {number} of {len(images)}")
    return {
        "kind": finding.get("kind", "point"),
        "sop_uid": images[number - 1],
        "frame": finding.get("frame", 1),
        "pixels": finding.get("pixels"),
        "points": None,
        "label": finding.get("name", ""),
    }


def _images(study: Study) -> Sequence[str]:
    found = Instance.objects.filter(series__study=study, frames__gt=0)
    order = ("series__number", "series_id", "position", "number", "pk")
    return list(found.order_by(*order).values_list("uid", flat=True))


def _read(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LONGEST:
        raise Flawed(f"{path.name}: longer than {LONGEST:,} bytes")
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Flawed(f"{path.name}: {error}") from error
    if not isinstance(said, dict):
        raise Flawed(f"{path.name}: begins with `name: value` lines")
    if unknown := said.keys() - KNOWN:
        raise Flawed(f"{path.name}: nothing is called {', '.join(sorted(unknown))}")
    return said


def _text(path: Path, said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Flawed(f"{path.name}: {key} is missing")
    return value.strip()
