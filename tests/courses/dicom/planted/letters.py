"""Names in the letters of several countries, as their systems write them."""

import re
from io import BytesIO

from pydicom import Dataset, Sequence, dcmread

from tests.courses.dicom.planted.marks import Marks
from tests.dicom_maker import as_bytes, make_ct

NAMES: list[tuple[str | list[str], str]] = [
    ("ISO_IR 100", "Äneas^Rüdiger"),
    ("ISO_IR 101", "Wałęsa^Żółć"),
    ("ISO_IR 126", "Διονυσίου^Ελένη"),
    ("ISO_IR 144", "Люксембург^Ярослав"),
    ("ISO_IR 127", "قباني^لنزار"),
    ("ISO_IR 138", "שרון^דבורה"),
    ("ISO_IR 166", "นามสกุล^ชื่อต้น"),
    ("ISO_IR 192", "Wang^XiaoDong=王大明^小東西"),
    ("GB18030", "Wang^XiaoDong=王大明^小东西"),
    (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
    (["ISO 2022 IR 13", "ISO 2022 IR 87"], "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"),
    (["", "ISO 2022 IR 149"], "Hong^Gildong=洪洪^吉洞=홍홍^길동"),
]
_LONG_ENOUGH = 4


def planted(declared: "str | list[str]", name: str) -> tuple[bytes, Marks]:
    dataset = make_ct(SpecificCharacterSet=declared, PatientName=name)
    text = name.replace("^", " ").replace("=", " ")
    for keyword in ("ImageComments", "PatientComments", "StudyDescription"):
        setattr(dataset, keyword, f"Seen: {text}")
    dataset.OtherPatientNames = [name, name]
    item = Dataset()
    item.PersonName, item.TextValue = name, text
    dataset.ReferencedImageSequence = Sequence([item])
    dataset.private_block(0x0029, "MAKER", create=True).add_new(1, "LO", text)
    original, marks = as_bytes(dataset), Marks()
    _remember(marks, dcmread(BytesIO(original)).get_item("PatientName").value, name)
    return original, marks


def _remember(marks: Marks, raw: bytes, name: str) -> None:
    """Each part of the name, in the file's own letters and as UTF-8."""
    for part in [raw, *re.split(rb"[\^=]", raw), *_utf8(name)]:
        if len(part.strip()) >= _LONG_ENOUGH:
            marks.planted[part.strip()] = f"part {len(marks.planted)} of the name"


def _utf8(name: str) -> list[bytes]:
    return [part.encode() for part in re.split(r"[\^=]", name)]
