"""Every place of a file where an identifier may hide."""

import struct
from collections.abc import Callable
from io import BytesIO

from pydicom import Dataset, Sequence
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.tag import BaseTag, Tag

from courses.dicom.deid import profile
from tests.courses.dicom.planted.marks import Marks, plant

# Planting there would make another object of it, not an identified one.
_NOT_A_PLACE = ("SOPClassUID", "SpecificCharacterSet", "MediaStorageSOPClassUID")
_CHAINS = (
    ("PerFrameFunctionalGroupsSequence", "FrameContentSequence"),
    ("ReferencedSeriesSequence", "ReferencedInstanceSequence"),
)


def in_the_table(dataset: Dataset, marks: Marks) -> None:
    plant(dataset, TABLE, marks, "at the top")


def one_deep(dataset: Dataset, marks: Marks) -> None:
    for first, _second in _CHAINS:
        item = _item(dataset, first)
        plant(item, _half(first), marks, f"in {first}")


def three_deep(dataset: Dataset, marks: Marks) -> None:
    for first, second in _CHAINS:
        item = _item(_item(_item(dataset, first), second), "ReferencedImageSequence")
        plant(item, _half(first), marks, f"three deep in {first}")


def _half(chain: str) -> list[int]:
    """A file has one year of days: each chain carries half of the table."""
    return TABLE[:: 2 if chain == _CHAINS[0][0] else -2]


def _item(dataset: Dataset, keyword: str) -> Dataset:
    if keyword not in dataset or not dataset[keyword].value:
        item = Dataset()
        item.InstanceNumber = 1
        setattr(dataset, keyword, Sequence([item]))
    return dataset[keyword].value[0]


def private(dataset: Dataset, marks: Marks) -> None:
    for home in (dataset, _item(dataset, "ReferencedImageSequence")):
        creator = marks.text("private creator")
        block = home.private_block(0x0029, creator, create=True)
        for number, vr in enumerate(("LO", "PN", "UI", "DA", "OB", "SQ", "UT"), 1):
            block.add_new(number, vr, marks.value(vr, f"private {vr}"))
        safe = home.private_block(0x0019, "SIEMENS MR HEADER", create=True)
        safe.add_new(0x0C, "LO", marks.text("private, of a maker known to be safe"))


def overlays_and_curves(dataset: Dataset, marks: Marks) -> None:
    for group in (0x6000, 0x601E):
        dataset.add_new(group << 16 | 0x3000, "OW", marks.raw("overlay data"))
        dataset.add_new(group << 16 | 0x0022, "LO", marks.text("overlay description"))
        dataset.add_new(group << 16 | 0x1500, "LO", marks.text("overlay label"))
        dataset.add_new(group << 16 | 0x4000, "LT", marks.text("overlay comments"))
    for group in (0x5000, 0x501E):
        dataset.add_new(group << 16 | 0x3000, "OW", marks.raw("curve data"))
        dataset.add_new(group << 16 | 0x0022, "LO", marks.text("curve description"))


def unknown_encoding(dataset: Dataset, marks: Marks) -> None:
    """Sequences and texts written as UN, as a system does that lacks a dictionary."""
    item = Dataset()
    item.PatientName = marks.text("name in a UN sequence") + "^M"
    item.ReferencedSOPInstanceUID = marks.uid("UID in a UN sequence")
    item.StudyDescription = marks.text("text in a UN sequence")
    inner = Dataset()
    inner.PersonName = marks.text("deep in a UN sequence") + "^M"
    item.ReferencedImageSequence = Sequence([inner])
    body = BytesIO()
    item.save_as(body, implicit_vr=True, little_endian=True)
    content = body.getvalue()
    sized = b"\xfe\xff\x00\xe0" + struct.pack("<I", len(content)) + content
    _as_un(dataset, "SourceImageSequence", sized)
    for keyword in ("ImageComments", "DerivationDescription", "OtherPatientIDs"):
        _as_un(dataset, keyword, marks.raw(f"{keyword} as UN"))
    for keyword in ("BodyPartExamined", "ConvolutionKernel", "ScanOptions"):
        _as_un(dataset, keyword, marks.raw(f"{keyword} as UN"))


def _as_un(dataset: Dataset, keyword: str, content: bytes) -> None:
    tag = Tag(keyword)
    dataset[tag] = RawDataElement(
        BaseTag(tag),
        "UN",
        len(content),
        content,
        0,
        is_implicit_VR=False,
        is_little_endian=True,
    )


def odd_values(dataset: Dataset, marks: Marks) -> None:
    """Where a number, a day or a code should stand, and something else does."""
    for keyword in (
        "KVP",
        "SliceThickness",
        "ExposureTime",
        "PixelSpacing",
        "Exposure",
    ):
        as_written(dataset, keyword, marks.raw(f"{keyword}, which is no number"))
    for keyword in ("StudyDate", "AcquisitionDateTime", "StudyTime", "PatientAge"):
        as_written(dataset, keyword, marks.raw(f"{keyword}, which is no time"))
    for keyword in ("ImageType", "ScanOptions", "BodyPartExamined", "PatientSex"):
        as_written(dataset, keyword, b"ORIGINAL\\" + marks.raw(f"{keyword}, no code"))
    for keyword in ("ConvolutionKernel", "WindowCenterWidthExplanation", "FilterType"):
        as_written(dataset, keyword, marks.raw(f"{keyword}, no such word"))
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator = "T-A0100", "SRT"
    code.CodeMeaning = marks.text("the meaning of a code")
    dataset.AnatomicRegionSequence = Sequence([code])
    own = Dataset()
    own.CodeValue, own.CodeMeaning = marks.text("a code"), marks.text("its meaning")
    own.CodingSchemeDesignator = marks.text("a coding scheme")
    dataset.PrimaryAnatomicStructureSequence = Sequence([own])


def as_written(dataset: Dataset, keyword: str, content: bytes) -> None:
    tag = Tag(keyword)
    vr = dictionary_VR(tag)
    dataset[tag] = RawDataElement(
        BaseTag(tag),
        vr,
        len(content),
        content,
        0,
        is_implicit_VR=False,
        is_little_endian=True,
    )


def look_up_tables(dataset: Dataset, marks: Marks) -> None:
    """A table longer than its descriptor says, at the top and in an item."""
    dataset.RedPaletteColorLookupTableDescriptor = [16, 0, 16]
    table = bytes(range(32))
    dataset.RedPaletteColorLookupTableData = table + marks.raw("behind a palette")
    item = Dataset()
    item.LUTDescriptor = [8, 0, 16]
    item.LUTExplanation = marks.text("what a look-up table is for")
    item.add_new(0x00283006, "OW", bytes(16) + marks.raw("behind a look-up table"))
    dataset.VOILUTSequence = Sequence([item])


def file_meta(dataset: Dataset, marks: Marks) -> None:
    meta = dataset.file_meta
    meta.SourceApplicationEntityTitle = marks.text("source AE title")
    meta.add_new(0x00020017, "AE", marks.text("sending AE title"))
    meta.add_new(0x00020018, "AE", marks.text("receiving AE title"))
    meta.PrivateInformationCreatorUID = marks.uid("private information creator")
    meta.PrivateInformation = marks.raw("private information")
    meta.ImplementationVersionName = marks.text("implementation version name")
    meta.ImplementationClassUID = marks.uid("implementation class")
    dataset.preamble = marks.raw("preamble", 128)


def padding(dataset: Dataset, marks: Marks) -> None:
    dataset.add_new(0xFFFCFFFC, "OB", marks.raw("trailing padding"))
    if dataset.file_meta.TransferSyntaxUID.is_encapsulated:
        return
    if "PixelData" in dataset:
        dataset.PixelData += marks.raw("behind the pixels")


EVERYWHERE: tuple[Callable[[Dataset, Marks], None], ...] = (
    in_the_table,
    one_deep,
    three_deep,
    private,
    overlays_and_curves,
    unknown_encoding,
    file_meta,
    padding,
    odd_values,
    look_up_tables,
)


def _table() -> list[int]:
    left_out = {tag_for_keyword(word) for word in _NOT_A_PLACE}
    return [
        tag
        for tag, row in profile.table().items()
        if tag > 0x00080000 and tag >> 16 != 0xFFFA and tag not in left_out and row
    ]


TABLE = _table()
