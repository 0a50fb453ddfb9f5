"""De-identify one object: the table first, then the list of what may stay, then
nothing. PS3.15 Annex E, over pydicom."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydicom import DataElement, Dataset, Sequence
from pydicom.tag import BaseTag

from courses.dicom import attributes, dates, pixeldata, signing, uids, values
from courses.dicom.allowed import tags_for
from courses.dicom.patients import Patient
from courses.dicom.profile import TEACHING, Option, Profile, actions
from courses.dicom.reading import DAMAGE

_CODES = 0x00080100  # Code Value: a sequence item that has it is a coded concept


@dataclass(slots=True)
class Report:
    """What was done, by keyword and count; never a value."""

    actions: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)
    suspects: list[str] = field(default_factory=list)

    def note(self, action: str, name: str) -> None:
        self.actions[action] += 1
        if action != "kept":
            getattr(self, action)[name] += 1

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


def deidentify(dataset: Dataset, secret: bytes, profile: Profile = TEACHING) -> Cleaned:
    """A clean copy; the dataset that is given is left as it was."""
    work = _Work(dataset, secret, profile)
    clean = work.cleaned(dataset)
    pixeldata.cut_to_size(clean)
    signing.sign(clean, patient=work.patient.training_id, profile=profile)
    signing.rebuild_meta(clean, dataset)
    work.report.suspects = pixeldata.suspects(dataset)
    return Cleaned(clean, work.report)


class _Work:
    """One object's way through the table."""

    def __init__(self, dataset: Dataset, secret: bytes, profile: Profile) -> None:
        self.secret, self.profile = secret, profile
        self.table = actions(profile.options)
        self.allowed = tags_for(str(dataset.get("SOPClassUID", "")))
        self.report = Report()
        self.big_endian = dataset.original_encoding[1] is False
        self.bits = int(dataset.get("BitsAllocated") or 16)
        self.patient = Patient.of(dataset, secret)

    def cleaned(self, dataset: Dataset) -> Dataset:
        clean = Dataset()
        for tag in list(dataset.keys()):
            element = self._element(dataset, tag)
            if element is not None:
                clean.add(element)
        return clean

    def _element(self, dataset: Dataset, tag: BaseTag) -> DataElement | None:
        """What becomes of one element. Values are decoded only if they may stay."""
        action = self.table.get(tag) or self._by_list(tag)
        if tag.is_private or tag.element == 0 or action == "X" or _repeats(tag):
            return self._removed(tag)
        try:
            element = dataset[tag]
        except DAMAGE:
            return self._removed(tag)
        return self._acted(element, attributes.resolved(action, element.keyword))

    def _by_list(self, tag: BaseTag) -> str:
        """What the table does not name stays only if it is on the list."""
        if tag in self.allowed:
            return "K"
        return "Z" if attributes.may_be_empty(values.name_of(tag)) else "X"

    def _acted(self, element: DataElement, action: str) -> DataElement | None:
        if element.VR == "SQ":
            return (
                self._sequence(element)
                if action in "KUC"
                else self._gone(element, action)
            )
        if action == "U" or element.VR == "UI":
            return self._uid(element)
        if action in "KC":
            return self._kept(element)
        return self._gone(element, action)

    def _gone(self, element: DataElement, action: str) -> DataElement | None:
        """Removed, emptied, or given a dummy where a value must stand."""
        if action == "X" or (action == "D" and element.VR == "SQ"):
            return self._removed(element.tag)
        self.report.note("emptied", element.keyword)
        if element.VR == "SQ":
            return DataElement(element.tag, "SQ", Sequence())
        value = attributes.DUMMIES.get(element.VR, "") if action == "D" else ""
        return DataElement(element.tag, element.VR, value)

    def _removed(self, tag: BaseTag) -> DataElement | None:
        name = "private" if tag.is_private else values.name_of(tag)
        self.report.note("removed", name)
        return None

    def _sequence(self, element: DataElement) -> DataElement | None:
        items = []
        for item in element.value or []:
            coded = _CODES in item
            clean = values.clean_coded(item) if coded else self.cleaned(item)
            if clean:
                items.append(clean)
        if not items and len(element.value or []):
            return self._removed(element.tag)
        self.report.note("kept", element.keyword)
        return DataElement(element.tag, "SQ", Sequence(items))

    def _uid(self, element: DataElement) -> DataElement:
        """Registered UIDs stay: they name classes. All others are a study's own."""
        uids_of = [self._new_uid(text) for text in values.texts_of(element.value)]
        self.report.note("replaced", element.keyword)
        return DataElement(
            element.tag, "UI", uids_of if len(uids_of) != 1 else uids_of[0]
        )

    def _new_uid(self, uid: str) -> str:
        keep = Option.RETAIN_UIDS in self.profile.options
        if not uid or keep or uids.is_registered(uid):
            return uid
        return uids.replaced(uid, self.secret)

    def _kept(self, element: DataElement) -> DataElement | None:
        """A value that may stay, if it is what it claims to be."""
        if element.VR in values.NUMBERS:
            self.report.note("kept", element.keyword)
            return element
        if element.VR in pixeldata.BULK:
            return self._bulk(element)
        whole = [self._value(element, text) for text in values.texts_of(element.value)]
        if any(value is None for value in whole):
            whole = whole[: whole.index(None)]
        if not whole and element.value not in (None, "", []):
            if attributes.may_be_empty(element.keyword):
                return self._gone(element, "Z")
            return self._removed(element.tag)
        self.report.note("kept", element.keyword)
        return DataElement(
            element.tag, element.VR, whole[0] if len(whole) == 1 else whole
        )

    def _bulk(self, element: DataElement) -> DataElement | None:
        if element.keyword not in pixeldata.KNOWN:
            return self._removed(element.tag)
        self.report.note("kept", element.keyword)
        kind = "OW" if element.VR in ("UN", "OB or OW") else element.VR
        value = element.value
        if self.big_endian and isinstance(value, bytes):
            value = pixeldata.in_little_endian(value, kind, self.bits)
        copy = DataElement(element.tag, kind, value)
        copy.is_undefined_length = element.is_undefined_length
        return copy

    def _value(self, element: DataElement, text: str) -> str | None:
        if not text.strip("\0 "):
            return ""
        clean = self._by_kind(element, text)
        return None if clean is not None and self._names(clean) else clean

    def _by_kind(self, element: DataElement, text: str) -> str | None:
        if element.VR in dates.KINDS:
            full = Option.RETAIN_FULL_DATES in self.profile.options
            by = timedelta(0) if full else self.patient.offset
            return dates.moved(element.VR, text, by)
        if element.keyword == "PatientSex":
            return values.clean_sex(text)
        clean = values.CLEANERS.get(element.VR)
        return clean(text) if clean else values.clean_text(element.keyword, text)

    def _names(self, text: str) -> bool:
        """Whether a short word or a long number is one of the patient's own."""
        if text in values.DEFINED:
            return False
        return any(
            word in self.patient.words
            for word in text.upper().replace("\\", " ").replace("_", " ").split()
            if word not in values.DEFINED
        )


def _repeats(tag: BaseTag) -> bool:
    """Curves (50xx) and overlays (60xx)."""
    first = tag.group >> 8
    return first in (0x50, 0x60)
