"""Whether a value that may stay is really what it claims to be.

Text is kept only where it is made of words that the standard or a scanner's maker
defined. Whatever else somebody typed into a field is not data, it is a risk."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from math import isfinite
from types import MappingProxyType
from typing import Any, cast

from pydicom.datadict import keyword_for_tag
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag
from pydicom.valuerep import format_number_as_ds

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_CODE = re.compile(r"[A-Z]{0,2}-?[0-9A-F]{3,12}")
_LEGAL_CS = re.compile(r"[A-Z0-9_ \\.+/-]{1,16}")
_AGE = re.compile(r"(\d{3})([DWMY])", re.ASCII)
_KERNEL = re.compile(r"[A-Za-z]{1,3}\d{1,3}[a-z]{0,2}", re.ASCII)
OLDEST, LONGEST_FREE = 89, 256
_LONGEST_DS, _MOST_DIGITS = 16, 40
_FREE = re.compile(r"[^\x00-\x1f\x7f^=]*")
_BETWEEN = re.compile(r"[\\_^=,;:/|]+")

# Defined terms and enumerated values of the image modules, PS3.3 C.7 and C.8, as
# single words; a shorter word than four letters is let through by itself.
_DEFINED = """
    ORIGINAL DERIVED PRIMARY SECONDARY AXIAL LOCALIZER MIXED MONOCHROME1 MONOCHROME2
    PALETTE COLOR FULL PARTIAL NONE LOSSY ISO 10918 14495 15444 13818 14496 NORM DIS2D
    DIS3D MOSAIC SOM5 MAGNITUDE PHASE REAL IMAGINARY VOLUME SAMPLED DISTORTED STATIC
    DYNAMIC TOMO RECON GATED WHOLE BODY IMAGE OTHER REFORMATTED AVERAGE
    PROJECTION MINIP RESAMPLED SUBTRACTED PERFUSION RCBF RCBV DIFFUSION TRACEW
    EXPOSURE SINGLE PLANE BIPLANE DISPLAY CLIENT SCANNED DIGITAL INTERFACE SYNTHETIC
    WORKSTATION DRAWING FILM PROCESSING PRESENTATION INTENSITY LINEAR RELATIVE
    HELICAL SPIRAL SEQUENCED CONSTANT ANGLE STATIONARY FREE ROTATE BASE ADULT
    PEDIATRIC NEONATAL FILTERED BACK ITERATIVE ALUMINUM COPPER TUNGSTEN MOLYBDENUM
    RHODIUM WEDGE BUTTERFLY STRIP FLAT MULTIPLE GENERAL BODY HEAD CHEST ABDOMEN
    PELVIS SPINE CSPINE TSPINE LSPINE SSPINE SHOULDER ELBOW WRIST HAND FINGER
    ANKLE FOOT KNEE BRAIN SKULL NECK LIVER HEART BREAST LUNG ARM LEG THIGH FEMUR TIBIA
    FIBULA HUMERUS RADIUS ULNA CLAVICLE SCAPULA STERNUM RIBS KIDNEY BLADDER PROSTATE
    UTERUS OVARY THYROID CAROTID AORTA ORBIT SINUS JAW MAXILLA MANDIBLE COLON STOMACH
    ESOPHAGUS PANCREAS SPLEEN GALLBLADDER EXTREMITY TOE HEEL CALCANEUS PATELLA
    SACRUM COCCYX ABDOMENPELVIS CHESTABDPELVIS CHESTABDOMEN HEADNECK WHOLEBODY
    CORONARY FETUS UTERO RECTUM TESTIS SCROTUM PENIS EYE EAR NOSE TONGUE PAROTID
    HFS HFP HFDR HFDL FFS FFP FFDR FFDL DECUBITUS RIGHT LEFT BOTH UNPAIRED
    MOTION CIRCULAR LINE POINT RECTANGULAR ROUND RECTANGLE POLYGONAL ROUNDED
    LINEAR_EXACT SIGMOID IDENTITY INVERSE LINEAR SQUARE DIRECT SCINTILLATOR
    FIELD STORAGE AUTOMATIC MANUAL CARM COLUMN MAMMOGRAPHIC PANORAMIC CEPHALOSTAT
    FIXED RECIPROCATING PARALLEL CROSSED FOCUSED FOCAL FLUOROSCOPY GRID
    SECTOR CURVED_LINEAR SECTOR_PHASED SECTOR_MECH SECTOR_ANNULAR CROSSED_LINEAR
    START DECY ADMN DTIM CALB ATTN SCAT RADL MOTN DECAY BASELINE EMISSION TRANSMISSION
    COUNTS BQML CNTS GRAY PROPCNTS PROPCPS STEP SHOOT CONTINUOUS GATED_TOMO
    REPROJECTION PARALLEL FANB CONE PINH DIVG CVGB ASTG SINGLES
    TRUE FALSE YES LOW HIGH MODIFIED BURNED UNKNOWN UNSPECIFIED GEOMETRY FIDUCIAL
    PHYSICAL EFFECTIVE ERROR PLAN MULTI_PLAN FRACTION BEAM BRACHY CONTROL
    BINARY FRACTIONAL PROBABILITY OCCUPANCY SEMIAUTOMATIC AUTOMATIC
    CONTAINER TEXT CODE NUM PNAME DATE TIME SEPARATE CONTINUOUS COMPLETE PARTIAL
    UNVERIFIED VERIFIED PRELIMINARY FINAL UNDIRECTIONAL DIRECTIONAL BMATRIX ISOTROPIC
    SHARED FRAME TILED_FULL TILED_SPARSE COLOR_RANGE DENSITY TWODIMENSIONAL SPIN
    GRADIENT FAST SPAT HEAD_FIRST TRANSVERSE CORONAL SAGITTAL OBLIQUE CSA PARALLEL
    RTIMAGE RTDOSE RTSTRUCT RTPLAN RTRECORD RTINTENT RTRAD RTSEGANN IVUS IVOCT STAIN
    OPTBSV OPTENF ASMT BDUS RESP CTPROTOCOL XAPROTOCOL TEXTUREMAP
    MONOCHROME PHOTO OVERLAY CALIBRATED MONO TRIPLEX DUPLEX DOPPLER CARDIAC VASCULAR
    """
DEFINED = frozenset(_DEFINED.split())
_WORDS = re.compile(r"[ _\\./+-]+")

# Text attributes that reading needs, each with the words it may be made of.
_WINDOWS = """WINDOW WINDOW1 WINDOW2 WINDOW3 NORMAL HARDER SOFTER BRAIN LUNG BONE
    MEDIASTINUM ABDOMEN LIVER SOFT TISSUE DEFAULT MINMAX ALGO1 ALGO2 USER"""
TEXT = MappingProxyType(
    {
        "ConvolutionKernel": """STANDARD BONE LUNG SOFT DETAIL EDGE BONEPLUS CHST
            SHARP SMOOTH BODY HEAD BRAIN ULTRA FC YA YB YC YD A B C D E""",
        "FilterType": "BODY HEAD FLAT WEDGE LARGE SMALL MEDIUM FILTER NONE",
        "StackID": "1 2 3 4 5 6 7 8 9 10",
        "ImagedNucleus": "1H 3HE 7LI 13C 19F 23NA 31P 129XE H1",
        "RescaleType": "HU HU_MOD US OD MGML Z_EFF ED EDW PCT NORMALIZED UNSPECIFIED",
        "ModalityLUTType": "HU OD US UNSPECIFIED",
        "WindowCenterWidthExplanation": _WINDOWS,
        "PositionReferenceIndicator": "SN XY OM IC ILIAC CREST SYMPHYSIS PUBIS XIPHOID",
        "AttenuationCorrectionMethod": "NONE CT MEASURED CALCULATED",
        "MIMETypeOfEncapsulatedDocument": "APPLICATION PDF TEXT XML MODEL STL",
    }
)
_Entry = dict[str, tuple[str, list[int]]]
_SEXES = frozenset({"M", "F", "O"})


@cache
def _vocabulary(keyword: str) -> frozenset[str]:
    return frozenset(TEXT[keyword].split())


def clean_text(keyword: str, value: str) -> str | None:
    """A short text, if it is made of the words that belong there."""
    if keyword not in TEXT:
        return None
    if keyword == "ConvolutionKernel" and _KERNEL.fullmatch(value):
        return value
    words = [word for word in _WORDS.split(value.upper()) if word]
    known = _vocabulary(keyword)
    return value if words and all(word in known for word in words) else None


def clean_code(value: str) -> str | None:
    """A CS, if each of its words is defined, or too short to name anybody."""
    value = value.strip()
    if not _LEGAL_CS.fullmatch(value):
        return None
    if value in DEFINED:
        return value
    short = 3
    for word in filter(None, _WORDS.split(value)):
        if word not in DEFINED and len(word) > short:
            return None
    return value


def clean_number(value: str, longest: int) -> str | None:
    value = value.strip("\0 ")
    fits = len(value) <= longest and _NUMBER.fullmatch(value)
    return value if fits else None


def clean_decimal(value: str) -> str | None:
    """Many devices write more digits than a DS may have: what is beyond is rounded,
    for without it an image has no place and a film no pace."""
    value = value.strip("\0 ")
    if len(value) > _MOST_DIGITS or not _NUMBER.fullmatch(value):
        return None
    if len(value) <= _LONGEST_DS:
        return value
    number = float(value)
    return format_number_as_ds(number) if isfinite(number) else None


def clean_age(value: str) -> str | None:
    """Past 89 an age narrows the search for a person: all are 90 there."""
    match = _AGE.fullmatch(value.strip())
    if match is None:
        return None
    old = match[2] == "Y" and int(match[1]) > OLDEST
    return "090Y" if old else match[0]


def clean_sex(value: str) -> str | None:
    return value.strip() if value.strip() in _SEXES else None


CLEANERS: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        "IS": partial(clean_number, longest=12),
        "DS": clean_decimal,
        "AS": clean_age,
        "CS": clean_code,
    }
)


def meaning_of(code: str, scheme: str) -> str | None:
    """What the standard's dictionary says that a code means."""
    return _meanings().get((scheme, code)) if _CODE.fullmatch(code) else None


def clean_free(value: str) -> str | None:
    """A device's or an institution's own text, kept because a profile says so."""
    value = value.strip("\0 ")
    return value if len(value) <= LONGEST_FREE and _FREE.fullmatch(value) else None


def words_of(text: str) -> list[str]:
    return _BETWEEN.sub(" ", text.upper()).split()


@cache
def _meanings() -> dict[tuple[str, str], str]:
    """Loaded when the first code is met: the dictionary is large."""
    from pydicom.sr._concepts_dict import concepts
    from pydicom.sr._snomed_dict import mapping

    known: dict[tuple[str, str], str] = {}
    for scheme, words in concepts.items():
        for entry in cast("dict[str, _Entry]", words).values():
            for code, (meaning, _contexts) in entry.items():
                known[scheme, code] = meaning
    for old, new in mapping.get("SRT", {}).items():
        if ("SCT", new) in known:
            known["SRT", old] = known["SCT", new]
    return known


def texts_of(value: Any) -> Iterable[str]:
    """A value's strings, one by one, however many there are."""
    if value is None:
        return []
    if isinstance(value, MultiValue | list | tuple):
        return [str(part) for part in value]
    return [str(value)]  # a PersonName, too, which would give its letters one by one


def name_of(tag: int) -> str:
    """The keyword, for reports; never a value."""
    return keyword_for_tag(BaseTag(tag)) or f"{tag >> 16:04X},{tag & 0xFFFF:04X}"
