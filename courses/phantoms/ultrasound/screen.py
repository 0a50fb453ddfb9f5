"""What the machine writes over the picture: names burned in, scales, callipers."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from courses.phantoms.headers import Visit
from courses.phantoms.made import Pixel
from courses.phantoms.ultrasound.sector import Sector

Grey = NDArray[np.uint8]

SHAPE: Final = (600, 800)
BRIGHT: Final = 235
HOSPITALS: Final = (
    "ARBORETUM GENERAL", "FOREST PARK HOSPITAL", "ORCHARD HILL CLINIC",
    "ST SYLVAN HOSPITAL", "GREENWOOD MEDICAL",
)  # fmt: skip
# Whose words these are: (what, identifies a patient).
IDENTIFIES: Final = {
    "hospital": True,
    "patient name": True,
    "patient ID": True,
    "birth date": True,
    "date and time": True,
    "technical": False,
    "anatomy": False,
    "measurement": False,
}


@dataclass(frozen=True, slots=True)
class Text:
    """Words burned in; `box` the corners of the ink, in pixels."""

    what: str
    words: str
    box: tuple[Pixel, Pixel]

    @property
    def identifies(self) -> bool:
        return IDENTIFIES[self.what]


def write(
    screen: Grey, what: str, words: str, at: tuple[int, int], *, size: int = 2
) -> Text:
    """Burn words in with their top left at a column and row; a column below nothing
    counts from the right edge."""
    ink = _ink(words, size)
    height, width = ink.shape
    column, row = at
    if column < 0:
        column += screen.shape[1] - width
    screen[row : row + height, column : column + width][ink] = BRIGHT
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    low = float(column + columns[0]), float(row + rows[0])
    high = float(column + columns[-1]), float(row + rows[-1])
    return Text(what, words, (low, high))


def _ink(words: str, size: int) -> NDArray[np.bool_]:
    font = ImageFont.load_default_imagefont()
    left, top, right, bottom = (int(each) for each in font.getbbox(words))
    canvas = Image.new("1", (right - left + 1, bottom - top + 1))
    ImageDraw.Draw(canvas).text((-left, -top), words, fill=1, font=font)
    ink = np.array(canvas, bool)
    return np.repeat(np.repeat(ink, size, axis=0), size, axis=1)


def names(screen: Grey, visit: Visit, rng: np.random.Generator) -> list[Text]:
    """The patient and the hospital, where a machine of one kind or another puts
    them."""
    hospital = HOSPITALS[int(rng.integers(len(HOSPITALS)))]
    name = visit.patient_name.replace("^", ", ")
    born = f"DOB {visit.birth_date:%d.%m.%Y}"
    when = f"{visit.started:%d.%m.%Y %H:%M}"
    rows: tuple[tuple[str, str, tuple[int, int]], ...]
    if rng.random() < 0.5:
        rows = (
            ("hospital", hospital, (10, 6)),
            ("patient name", name, (10, 30)),
            ("patient ID", visit.patient_id, (-10, 6)),
            ("date and time", when, (-10, 30)),
        )
    else:
        rows = (
            ("patient name", name, (10, 6)),
            ("patient ID", f"ID {visit.patient_id}", (10, 30)),
            ("birth date", born, (10, 54)),
            ("hospital", hospital, (-10, 6)),
            ("date and time", when, (-10, 572)),
        )
    return [write(screen, *row) for row in rows]


def technical(screen: Grey, sector: Sector, anatomy: str) -> list[Text]:
    rows: tuple[tuple[str, str, tuple[int, int]], ...] = (
        ("technical", "C5-1  ABD GEN", (10, 84)),
        ("technical", "2D 54%  DR 62", (10, 104)),
        ("technical", "MI 1.1 TIS 0.4", (-10, 84)),
        ("technical", f"{sector.depth / 10:.1f} cm", (-10, 104)),
        ("anatomy", anatomy, (330, 566)),
    )
    sizes = {"anatomy": 2}
    return [write(screen, *row, size=sizes.get(row[0], 1)) for row in rows]


def scales(screen: Grey, sector: Sector) -> None:
    """A tick for each centimetre of depth, longer ones at five; a bar of greys."""
    for centimetre in range(int(sector.depth / 10) + 1):
        row = round(sector.row + 10 * centimetre / sector.mm)
        long = 12 if centimetre % 5 == 0 else 6
        if row < screen.shape[0]:
            screen[row, 770 - long : 770] = 190
    ramp = np.linspace(255, 0, 180).astype(np.uint8)
    screen[150:330, 18:30] = ramp[:, None]


def calliper(screen: Grey, at: tuple[float, float]) -> None:
    column, row = (round(each) for each in at)
    screen[row, column - 6 : column + 7] = 250
    screen[row - 6 : row + 7, column] = 250


def details(text: Text) -> dict[str, Any]:
    return {"text": text.words, "what": text.what, "identifies": text.identifies}
