"""What a file is, told from what is in it and never from what it is called."""

import json
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tickets.inventory import pictures

LIMIT: Final = 25 << 20
PDF: Final = "application/pdf"
ZIP: Final = "application/zip"
OFFICE: Final = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office until 2003
OLE_STREAMS: Final = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
MACROS: Final = "_VBA_PROJECT"
TAIL: Final = 2048
ROOT: Final = re.compile(r"<([A-Za-z][\w.-]*:)?(?P<name>[A-Za-z][\w.-]*)")
# What may stand before a document's first element.
BEFORE_ROOT: Final = re.compile(
    r"\s*(<\?.*?\?>|<!--.*?-->|<![^<>\[]*(\[.*?\])?\s*>)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that may be kept, as it will be kept."""

    content: bytes
    content_type: str
    thumbnail: bytes = b""


def examined(content: bytes, name: str) -> Paper:
    """Kept as it is; a picture is drawn anew. ValidationError says what is wrong."""
    if not content:
        raise ValidationError(_("The file is empty."))
    if len(content) > LIMIT:
        raise ValidationError(_("The file is larger than 25 MB."))
    if content[128:132] == b"DICM":
        raise ValidationError(_("DICOM files go in through the study intake."))
    if pictures.is_picture(content):
        drawn, thumbnail = pictures.drawn_anew(content)
        return Paper(drawn, pictures.JPEG, thumbnail)
    return Paper(content, _type_of(content, name))


def _type_of(content: bytes, name: str) -> str:
    if b"%PDF-" in content[:1024]:
        if b"%%EOF" not in content[-TAIL:]:
            raise ValidationError(_("The PDF breaks off before its end."))
        return PDF
    if content.startswith(b"PK"):
        return _packed(content)
    if content.startswith(OLE):
        return _old_office(content)
    return _text(content, name)


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as torn:
        raise ValidationError(_("The file breaks off before its end.")) from torn
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("Office files with macros are not taken."))
    if "[Content_Types].xml" not in names:
        return ZIP
    found = (kind for start, kind in OFFICE.items() if _has(names, start))
    return next(found, ZIP)


def _has(names: list[str], start: str) -> bool:
    return any(name.startswith(start) for name in names)


def _old_office(content: bytes) -> str:
    if MACROS.encode("utf-16-le") in content:
        raise ValidationError(_("Office files with macros are not taken."))
    for stream, kind in OLE_STREAMS.items():
        if stream.encode("utf-16-le") in content:
            return kind
    raise _unknown()


def _text(content: bytes, name: str) -> str:
    text = _decoded(content)
    if text.lstrip().startswith("<"):
        return _markup(text)
    if text.lstrip()[:1] in {"{", "["} and _is_json(text):
        return "application/json"
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"


def _decoded(content: bytes) -> str:
    is_wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
        raise _unknown()
    return text


def _markup(text: str) -> str:
    start = 0
    while before := BEFORE_ROOT.match(text, start):
        start = before.end()
    root = ROOT.match(text, start + len(text[start:]) - len(text[start:].lstrip()))
    is_page = "<!doctype html" in text[:start].lower()
    if root is None or is_page or root["name"].lower() in {"html", "svg", "script"}:
        raise ValidationError(_("Web pages and SVG drawings are not taken."))
    return "application/xml"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _unknown() -> ValidationError:
    return ValidationError(
        _("This is none of: PDF, Office, text, CSV, JSON, XML, zip, picture.")
    )
