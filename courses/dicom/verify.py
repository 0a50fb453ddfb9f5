"""The second reader: is anything of the patient left in what was written?

It shares no code with the engine. It takes the values out of the original, whatever
the table says about them, and looks for their very bytes in the output."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from pydicom import Dataset, dcmread
from pydicom._uid_dict import UID_dictionary
from pydicom.datadict import dictionary_has_tag, dictionary_VR, keyword_for_tag
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from courses.dicom.walk import Layout, layout_of

_TEXT = frozenset({"PN", "LO", "SH", "ST", "LT", "UT", "UC", "AE", "UR"})
_TOLD = _TEXT | {"CS", "DA", "DT", "TM", "UI"}
_RUN = re.compile(rb"[\x20-\x7e]{6,64}")
_PARTS = re.compile(rb"[\\^=]+")
_NUMBER = rb"[-+]?\d*\.\d*(?:[eE][-+]?\d+)?"
_PLAIN = re.compile(rb"[-+0-9.eE ]{1,5}|%b(?:[\\ ]+%b)*[\\ ]*" % (_NUMBER, _NUMBER))
_CODED = re.compile(rb"(ISO_\d{5}_\d{1,2}|([A-Z_ ]|(?<!\d)\d{1,3}(?!\d)){1,16})")
SHORTEST, SHORTEST_IN_PIXELS = 4, 8

# Words that an image must say of itself: where one of these is also what somebody
# typed elsewhere, finding it proves nothing.
_SAID = """SpecificCharacterSet ImageType Modality ConversionType BodyPartExamined
    ScanningSequence SequenceVariant ScanOptions MRAcquisitionType PatientPosition
    ViewPosition Laterality ImageLaterality PhotometricInterpretation PatientSex
    ConvolutionKernel RescaleType FilterType PatientOrientation BurnedInAnnotation
    LossyImageCompression PresentationIntentType PatientAge SoftwareVersions
    WindowCenterWidthExplanation CodingSchemeDesignator CodeValue CodeMeaning"""
SAID = frozenset(_SAID.split()) - {"SoftwareVersions"}
WHO = frozenset({"PatientName", "PatientID", "OtherPatientIDs", "OtherPatientNames"})
_SAME = """Rows Columns PixelSpacing ImagePositionPatient ImageOrientationPatient
    SliceThickness NumberOfFrames BitsStored PixelRepresentation RescaleSlope
    RescaleIntercept"""
SAME = tuple(_SAME.split())


@dataclass(slots=True)
class Verdict:
    """Names of attributes, never values: this is kept with the study."""

    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    searched: int = 0

    @property
    def is_clean(self) -> bool:
        return not self.leaks and not self.faults


def check(original: Path, clean_copy: Path) -> Verdict:
    """Compare a file with what was made of it."""
    verdict = Verdict()
    written = clean_copy.read_bytes()
    layout = layout_of(written)
    verdict.faults.extend(layout.faults)
    source = dcmread(original, force=True)
    sought = _sought(source)
    verdict.searched = len(sought)
    for value, name in sought.items():
        if _stands_in(written, layout, value):
            verdict.leaks.append(name)
    clean = dcmread(BytesIO(written))
    verdict.faults.extend(_unlike(source, clean))
    verdict.leaks = sorted(set(verdict.leaks))
    return verdict


def _stands_in(written: bytes, layout: Layout, value: bytes) -> bool:
    """Short values are looked for outside the pixels only, and a number only as a
    whole number: elsewhere they would be found by chance."""
    pixels = layout.pixels
    if value.isdigit():
        whole = re.compile(rb"(?<![0-9.])%b(?![0-9])" % value)
        return bool(
            whole.search(written, 0, pixels.start) or whole.search(written, pixels.stop)
        )
    if written.find(value, 0, pixels.start) >= 0:
        return True
    if written.find(value, pixels.stop) >= 0:
        return True
    return len(value) >= SHORTEST_IN_PIXELS and value in written


def _sought(source: Dataset) -> dict[bytes, str]:
    """Every value of the original that could tell who it was, by its bytes."""
    found: dict[bytes, str] = {}
    said: set[bytes] = set()
    meta = getattr(source, "file_meta", Dataset())
    for element in [*_raw(meta), *_raw(source)]:
        name = keyword_for_tag(element.tag) or "private"
        for value in _values(element):
            if name in SAID or _kind(element) == "TM":
                said.update((value, *re.split(rb"[\\ .]", value)))
            elif _tells(value, _kind(element)):
                found.setdefault(value, name)
    for run in _RUN.findall(getattr(source, "preamble", None) or b""):
        found.setdefault(run.strip(), "preamble")
    return {
        value: name for value, name in found.items() if value not in said or name in WHO
    }


def _tells(value: bytes, kind: str) -> bool:
    """Long enough, and neither a plain number nor a code of the standard."""
    if len(value) < SHORTEST or _PLAIN.fullmatch(value):
        return False
    if kind == "CS" and _CODED.fullmatch(value):
        return False
    return value.decode("latin-1") not in UID_dictionary


def _raw(dataset: Dataset) -> Iterator[DataElement | RawDataElement]:
    """All elements at all depths, as bytes where they were never decoded."""
    for tag in list(dataset.keys()):
        element = dataset.get_item(tag)
        if element is None or tag.element == 0 or _is_pixels(tag):
            continue
        yield element
        for item in _items(dataset, tag):
            yield from _raw(item)


def _items(dataset: Dataset, tag: BaseTag) -> list[Dataset]:
    raw = dataset.get_item(tag)
    if raw is None or raw.VR not in ("SQ", "UN", None):
        return []
    try:
        element = dataset[tag]
    except (ValueError, KeyError, NotImplementedError, AttributeError, EOFError):
        return []
    return list(element.value) if element.VR == "SQ" else []


def _is_pixels(tag: BaseTag) -> bool:
    return tag.group == 0x7FE0


def _values(element: DataElement | RawDataElement) -> Iterator[bytes]:
    """An element's parts: the whole, each component, and the same as UTF-8."""
    kind = _kind(element)
    for text in _whole(element, kind):
        yield text.strip(b"\0 ")
        yield from (part.strip(b"\0 ") for part in _PARTS.split(text))


def _kind(element: DataElement | RawDataElement) -> str:
    """The VR as written, else as the dictionary has it."""
    if element.VR not in (None, "UN") or not dictionary_has_tag(element.tag):
        return str(element.VR)
    return dictionary_VR(element.tag)


def _whole(element: DataElement | RawDataElement, kind: str) -> list[bytes]:
    value = element.value
    if isinstance(value, bytes):
        if kind in _TOLD:
            return [value]
        unknown = element.tag.is_private or kind in ("UN", "None")
        return _RUN.findall(value) if unknown else []
    if kind in _TOLD and value is not None:
        parts = value if isinstance(value, MultiValue) else [value]
        return [str(part).encode() for part in parts]
    return []


def _unlike(source: Dataset, clean: Dataset) -> list[str]:
    """What reading needs must be as it was; what names the study must not."""
    faults: list[str] = []
    for keyword in SAME:
        before, after = source.get(keyword), clean.get(keyword)
        if keyword in source and keyword in clean and before != after:
            faults.append(f"{keyword} has changed.")
        if keyword in ("Rows", "Columns") and before and not after:
            faults.append(f"{keyword} is missing.")
    faults.extend(
        f"{keyword} is still the original's."
        for keyword in ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
        if source.get(keyword) and source.get(keyword) == clean.get(keyword)
    )
    if clean.get("PatientIdentityRemoved") != "YES":
        faults.append("Nothing says that the identity was removed.")
    return faults
