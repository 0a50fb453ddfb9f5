"""What must be known of an object before it is cleaned: a few values as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.dicom.deid.patients import TELLING
from courses.dicom.deid.texts import latin

CHARSET, SOP_CLASS, INSTANCE = 0x00080005, 0x00080016, 0x00080018
MODALITY, SAMPLES, PHOTOMETRIC = 0x00080060, 0x00280002, 0x00280004
FRAMES, ROWS, COLUMNS, BITS = 0x00280008, 0x00280010, 0x00280011, 0x00280100
STORED, HIGH_BIT = 0x00280101, 0x00280102
SIGNED, BURNED_IN, FACE = 0x00280103, 0x00280301, 0x00280302
_OBJECT = {CHARSET, SOP_CLASS, INSTANCE, MODALITY, BURNED_IN, FACE}
_SHAPE = {SAMPLES, PHOTOMETRIC, FRAMES, ROWS, COLUMNS, BITS, STORED, HIGH_BIT, SIGNED}
_OVERLAY_ROWS, _TO_DATA = [0x60000010 + 0x20000 * at for at in range(16)], 0x2FF0
_OVERLAYS = {tag + at for tag in _OVERLAY_ROWS for at in (0, _TO_DATA)}
WANTED = TELLING | _OBJECT | _SHAPE | _OVERLAYS


@dataclass(frozen=True, slots=True)
class Facts:
    values: Mapping[int, bytes]

    def raw(self, tag: int) -> bytes:
        return self.values.get(tag, b"")

    def text(self, tag: int) -> str:
        return latin(self.raw(tag)).strip("\0 ")

    def number(self, tag: int, otherwise: int = 0) -> int:
        """A count; Number of Frames is text, all others are binary."""
        value = self.raw(tag)
        if tag == FRAMES:
            text = self.text(tag)
            return int(text) if text.isdecimal() and text.isascii() else otherwise
        return int.from_bytes(value[:4], "little") if value else otherwise

    @property
    def frames(self) -> int:
        return max(1, self.number(FRAMES, 1))

    @property
    def frame_bits(self) -> int:
        """Of one frame without compression, by PS3.5 8.1.1."""
        pixels = self.number(ROWS) * self.number(COLUMNS)
        return pixels * self.number(SAMPLES, 1) * self.number(BITS)

    def native_length(self, bits: int = 0) -> int:
        """Bytes of all frames, before padding; `bits` where the kind of pixels,
        and not Bits Allocated, says how long one is."""
        pixels = self.number(ROWS) * self.number(COLUMNS) * self.number(SAMPLES, 1)
        total = (pixels * bits if bits else self.frame_bits) * self.frames
        if self.text(PHOTOMETRIC) == "YBR_FULL_422":
            total = total // 3 * 2
        return (total + 7) // 8

    @property
    def has_overlay_in_pixels(self) -> bool:
        """An overlay without data of its own lies in bits that the pixels do not use
        (PS3.5 8.1.2, retired)."""
        return any(
            tag in self.values and tag + _TO_DATA not in self.values
            for tag in _OVERLAY_ROWS
        )

    def told(self) -> dict[int, bytes]:
        """What the patient is known by."""
        return {tag: value for tag, value in self.values.items() if tag in TELLING}
