"""De-identify one object: the table first, then the list of what may stay, then
nothing. PS3.15 Annex E."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any, BinaryIO

from pydicom import Dataset, dcmread

from courses.dicom.deid import (
    by_pydicom,
    encoding,
    facts,
    film,
    signing,
    splice,
    suspects,
    syntaxes,
    texts,
    uids,
)
from courses.dicom.deid.errors import CannotCleanError
from courses.dicom.deid.facts import Facts
from courses.dicom.deid.options import Profile
from courses.dicom.deid.patients import Patient
from courses.dicom.deid.policy import Policy
from courses.dicom.deid.profiles import TEACHING
from courses.dicom.deid.scrub import Note, Scrubber
from courses.dicom.deid.walker import UNDEFINED, Level

_DIRECTORY = "1.2.840.10008.1.3.10"
_KINDS = (splice.PIXEL_DATA, splice.FLOAT, splice.DOUBLE)


@dataclass(slots=True)
class Report:
    """What was done, by keyword and count; never a value."""

    actions: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)
    suspects: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, notes: Iterable[Note], suspects: list[str]) -> "Report":
        report = cls(suspects=suspects)
        by_action = {
            "removed": report.removed,
            "emptied": report.emptied,
            "replaced": report.replaced,
        }
        for (action, name), times in Counter(notes).items():
            report.actions[action] += times
            if action in by_action:
                by_action[action][name] += times
        return report

    def as_dict(self) -> dict[str, Any]:
        return {
            "actions": dict(self.actions),
            "removed": dict(self.removed),
            "emptied": dict(self.emptied),
            "replaced": dict(self.replaced),
            "suspects": self.suspects,
        }


@dataclass(slots=True)
class Cleaned:
    """The object, safe to write with `save_as(…, enforce_file_format=True)`."""

    dataset: Dataset
    report: Report


@dataclass(frozen=True, slots=True)
class Header:
    """The elements that may stay, and how they came to."""

    clean: dict[int, bytes]
    notes: list[Note]
    known: Facts
    scrubber: Scrubber


def deidentify(dataset: Dataset, secret: bytes, profile: Profile = TEACHING) -> Cleaned:
    """A clean copy; the dataset that is given is left as it was."""
    level = by_pydicom.elements(dataset)
    meta = getattr(dataset, "file_meta", Dataset())
    syntax = str(meta.get("TransferSyntaxUID") or syntaxes.EXPLICIT)
    known = known_of(level)
    refuse_strangers(known)
    out = BytesIO()
    report = write_header(out, cleaned(level, known, secret, profile), syntax)
    for tag in _KINDS:
        held = by_pydicom.pixels_of(dataset, tag)
        if held is None:
            continue
        vr, value, encapsulated = held
        length = UNDEFINED if encapsulated else len(value)
        little = dataset.original_encoding[1] is not False
        pixels = splice.Pixels(tag, vr, length, little)
        splice.write(by_pydicom.stream_of(value), out, pixels, known, syntax)
    out.seek(0)
    return Cleaned(dcmread(out), report)


def known_of(level: Level) -> Facts:
    return Facts(
        {
            tag: value
            for tag, _vr, value, _implicit in level
            if tag in facts.WANTED and isinstance(value, bytes)
        }
    )


def scrubber_for(known: Facts, secret: bytes, profile: Profile) -> Scrubber:
    """The same one for all files of a patient that are of one kind."""
    told = tuple(sorted(known.told().items()))
    what = (known.text(facts.SOP_CLASS), bool(known.number(facts.SIGNED)))
    return _scrubber(told, known.raw(facts.CHARSET), secret, profile, *what)


@lru_cache(maxsize=8)
def _scrubber(
    told: tuple[tuple[int, bytes], ...],
    charset: bytes,
    secret: bytes,
    profile: Profile,
    sop_class: str,
    signed: bool,  # noqa: FBT001 - it is a key of the cache
) -> Scrubber:
    codec = texts.codec(charset)
    patient = Patient.of(dict(told), secret, codec)
    policy = Policy(profile, sop_class, signed=signed)
    return Scrubber(policy, patient, secret, codec)


def refuse_strangers(known: Facts, meta_class: str = "") -> None:
    """Say at once what is no object that can be cleaned."""
    sop_class = known.text(facts.SOP_CLASS)
    if _DIRECTORY in (sop_class, meta_class):
        raise CannotCleanError(
            "It is a DICOMDIR: the files it lists are cleaned by themselves."
        )
    if not sop_class or not known.text(facts.INSTANCE):
        raise CannotCleanError("It is no DICOM object: it names no class or instance.")
    if not uids.is_registered(sop_class):
        raise CannotCleanError(
            "It is of a maker's own class, of which nothing is known."
        )


def cleaned(level: Level, known: Facts, secret: bytes, profile: Profile) -> Header:
    scrubber = scrubber_for(known, secret, profile)
    notes: list[Note] = []
    return Header(scrubber.level(level, notes), notes, known, scrubber)


def write_header(out: BinaryIO, header: Header, syntax: str) -> Report:
    """File meta and all elements before the pixels."""
    known, scrubber = header.known, header.scrubber
    reasons = suspects.reasons(known, scrubber.policy.profile)
    if reasons and known.text(facts.BURNED_IN) != "YES":
        header.clean.pop(facts.BURNED_IN, None)  # that there is none is not known
    if film.POINTER in header.clean:
        header.clean[film.POINTER] = film.pointer(header.clean)
    signature = signing.signature(scrubber.patient.training_id, scrubber.policy.profile)
    whole = {**signing.present(), **header.clean, **signature}
    instance = scrubber.leaf.uid(known.text(facts.INSTANCE))
    sop_class = known.text(facts.SOP_CLASS)
    written = syntax if syntax in syntaxes.ENCAPSULATED else syntaxes.EXPLICIT
    meta = signing.file_meta(sop_class.encode(), instance.encode(), written)
    out.write(meta + encoding.joined(whole))
    return Report.of(header.notes, reasons)
