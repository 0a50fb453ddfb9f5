"""What of an original would tell who it was, as the bytes to look for.

Every value counts, whatever the profile's table says about its attribute; only codes
and plain numbers of the standard do not."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pydicom._uid_dict import UID_dictionary
from pydicom.datadict import keyword_for_tag, tag_for_keyword

from courses.dicom.proof.charsets import decoded, spellings
from courses.dicom.proof.elements import kind_of
from courses.dicom.proof.spelling import date_spellings, is_date, person_spellings


class Needle(NamedTuple):
    low: bytes  # in lower case
    kind: str  # text, number, date, uid; short: sought as a whole value alone
    tag: int
    name: str
    who: bool  # names or numbers a person, not an examination or a device


SHORTEST, WHOLE_WORD = 4, 6
_A_WORD = 2
_MANY_DIGITS = 4
_RUN = re.compile(rb"[\x20-\x7e]{6,64}")
_TEXT = re.compile(rb"[\x20-\x7e\x80-\xff\x1b\r\n\t\f]+\0?")
_DIGITS = re.compile(rb"\d{5,}")
_TOKEN = re.compile(rb"[A-Za-z0-9][\w.\-/@]{4,}[\w]")
_UID = re.compile(rb"[0-2](?:\.\d+){3,}")
_LINES = re.compile(rb"[\r\n\f]+|(?<=[.;:!?]) +")
_PLAIN = re.compile(rb"[-+0-9.eE \\]*")
_CODED = re.compile(rb"(ISO_\d{5}_\d{1,2}|([A-Z_ +/.-]|(?<!\d)\d{1,3}(?!\d)){1,16})")
_LEGAL = {
    b"IS": re.compile(rb"[-+0-9 \\\0]*"),
    b"DS": re.compile(rb"[-+0-9.eE \\\0]*"),
    b"AS": re.compile(rb"(\d{3}[DWMY])?[ \\\0]*"),
    b"TM": re.compile(rb"[0-9:. \\\0-]*"),
    b"CS": _CODED,
}
_BLOBS = frozenset({b"OB", b"OW", b"UN"})
TEXTS = frozenset({b"LO", b"SH", b"ST", b"LT", b"UT", b"UC", b"UR", b"AE"})
_SILENT = frozenset({b"SQ", b"US", b"SS", b"UL", b"SL", b"UV", b"SV", b"FL", b"FD"})
_SILENT |= {b"AT", b"OF", b"OD", b"OL", b"OV"}
# Titles, and words that are typed where a name is missing: they tell of nobody.
_NOBODY = frozenset(
    b"""removed anonymous anonymized anonymised deidentified unknown none null
    no yes n/a na nil x xx xxx mr mrs ms dr md phd jr sr ii iii""".split()
)


def tags(words: str) -> frozenset[int]:
    return frozenset(t for w in words.split() if (t := tag_for_keyword(w)) is not None)


# What an object says of itself in the standard's own words, and of its cleaning.
SAID = tags("""SpecificCharacterSet ImageType Modality ConversionType BodyPartExamined
    ScanningSequence SequenceVariant ScanOptions MRAcquisitionType PatientPosition
    ViewPosition Laterality ImageLaterality PhotometricInterpretation PatientSex
    ConvolutionKernel RescaleType FilterType PatientOrientation BurnedInAnnotation
    LossyImageCompression LossyImageCompressionMethod PresentationIntentType PatientAge
    WindowCenterWidthExplanation CodingSchemeDesignator CodeValue CodeMeaning
    ModalityLUTType ImagedNucleus StackID MIMETypeOfEncapsulatedDocument""")
_OURS = tags("""DeidentificationMethod PatientIdentityRemoved
    LongitudinalTemporalInformationModified""")
_WHO = tags("""PatientID OtherPatientIDs AccessionNumber StudyID PatientBirthDate
    PatientAddress PatientTelephoneNumbers AdmissionID RequestedProcedureID
    PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest
    InstitutionName InstitutionAddress MedicalRecordLocator MilitaryRank
    InsurancePlanIdentification ServiceEpisodeID PersonAddress
    ReferringPhysicianAddress PersonTelephoneNumbers""")
_TABLES = tags("""LUTData RedPaletteColorLookupTableData
    GreenPaletteColorLookupTableData
    BluePaletteColorLookupTableData SegmentedRedPaletteColorLookupTableData
    SegmentedGreenPaletteColorLookupTableData SegmentedBluePaletteColorLookupTableData
    FileMetaInformationVersion""")


@lru_cache(maxsize=16384)
def of_value(tag: int, kind: bytes, raw: bytes, declared: bytes) -> tuple[Needle, ...]:
    """The needles of one value; a series says the same again and again."""
    if kind in _SILENT or tag in _OURS or tag in _TABLES:
        return ()
    kind = _as_text(kind, raw)
    legal = _LEGAL.get(kind_of(tag) if tag >> 16 & 1 == 0 else kind)
    if legal is not None:
        parts = raw.upper().split(b"\\")
        if all(legal.fullmatch(part.strip(b"\0 ")) for part in parts):
            return ()
        kind = b"LO"
    name = keyword_for_tag(tag) or "private"
    who = kind == b"PN" or tag in _WHO
    found = dict(_needles(kind, raw, declared))
    return tuple(Needle(low, sort, tag, name, who) for low, sort in found.items())


def _as_text(kind: bytes, raw: bytes) -> bytes:
    """Bytes of no known kind that read as a text are one."""
    if kind in _BLOBS and len(raw) <= 1024 and _TEXT.fullmatch(raw):
        return b"LO"
    return kind


def _needles(kind: bytes, raw: bytes, declared: bytes) -> Iterator[tuple[bytes, str]]:
    if kind == b"UI":
        yield from (_uid(part) for part in raw.split(b"\\") if _tells_uid(part))
    elif kind in (b"DA", b"DT"):
        yield from _of_dates(raw)
    elif kind == b"PN":
        for text in decoded(raw, declared):
            yield from _long_enough(person_spellings(text))
        yield from _long_enough(re.split(rb"[\\^=]", raw))
    elif kind in TEXTS:
        yield from _of_text(raw, declared)
    else:
        for run in _RUN.findall(raw):
            yield from _of_line(run)


def _of_dates(raw: bytes) -> Iterator[tuple[bytes, str]]:
    for part in re.split(rb"[\\]", raw):
        digits = re.sub(rb"[.:/ -]", b"", part)[:8]
        if is_date(digits):
            moment = part.strip(b"\0 ")
            if len(moment) > len(digits) and moment[:14].isdigit():
                yield moment, "number"
            yield from ((form, "date") for form in date_spellings(digits))
        elif not re.fullmatch(rb"[0-9.+: \0-]*", part):
            yield from _of_line(part)


def _of_text(raw: bytes, declared: bytes) -> Iterator[tuple[bytes, str]]:
    """Each component, each line, and whatever carries a number."""
    pieces = [raw, *raw.split(b"\\"), *_LINES.split(raw)]
    for piece in dict.fromkeys(pieces):
        yield from _of_line(piece)
        if not piece.isascii() or b"\x1b" in piece:
            for text in decoded(piece, declared):
                yield from _long_enough(spellings(text.strip()))


def _of_line(line: bytes) -> Iterator[tuple[bytes, str]]:
    line = line.strip(b"\0 \r\n\t\f")
    if _UID.fullmatch(line):
        if _tells_uid(line):
            yield _uid(line)
        return
    if not (line.isdigit() or _PLAIN.fullmatch(line)):
        yield from _long_enough([line])
    yield from _of_tokens(line)
    for digits in [line] if line.isdigit() else _whole_numbers(line):
        if is_date(digits):
            yield digits, "date"
        else:
            yield from _long_enough([digits])


def _of_tokens(line: bytes) -> Iterator[tuple[bytes, str]]:
    for token in _TOKEN.findall(line):
        for piece in {token, *re.split(rb"[./@-]", token)}:
            if _carries_a_number(piece):
                yield from _long_enough([piece])


def _carries_a_number(piece: bytes) -> bool:
    digits = sum(48 <= one <= 57 for one in piece)
    return digits >= _MANY_DIGITS and not _PLAIN.fullmatch(piece)


def _whole_numbers(line: bytes) -> list[bytes]:
    return [] if _PLAIN.fullmatch(line) else _DIGITS.findall(line)


def _long_enough(forms: Iterable[bytes]) -> Iterator[tuple[bytes, str]]:
    for form in forms:
        low = form.strip(b"\0 ").lower()
        if len(low) < _A_WORD or low in _NOBODY:
            continue
        if len(low) < SHORTEST:
            yield low, "short"
        else:
            yield low, "number" if low.isdigit() else "text"


def words_of_value(kind: bytes, raw: bytes, declared: bytes) -> set[bytes]:
    """Whole values, as short needles are spelled; of a name, each of its words."""
    forms: set[bytes] = set()
    for text in decoded(raw, declared):
        for part in re.split(r"[\\^= ,]" if kind == b"PN" else r"\\", text):
            forms |= spellings(part.strip("\0 \r\n\t\f"))
    return forms


def _tells_uid(part: bytes) -> bool:
    """A UID of the standard names a class, never a study."""
    text = part.strip(b"\0 ").decode("latin-1")
    return len(text) > SHORTEST and text not in UID_dictionary


def _uid(part: bytes) -> tuple[bytes, str]:
    return part.strip(b"\0 ").lower(), "uid"
