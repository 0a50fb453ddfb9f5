"""An MR scanner: signal from what tissue is and when it is asked, a coil that hears
what is near, noise as magnitude images have it, and the lines that were sampled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.uid import MRImageStorage

from courses.phantoms import headers
from courses.phantoms.fields import Field
from courses.phantoms.sampling import Draw, Sampler

Plane = NDArray[np.float32]
SCALE: Final = 1500.0
# Proton density, T1 and T2 in milliseconds at 1.5 tesla.
TISSUES: Final[Mapping[str, tuple[float, float, float]]] = {
    "air": (0.0, 1000, 10), "skin": (0.6, 700, 45), "fat": (0.95, 270, 78),
    "muscle": (0.74, 900, 42), "bone": (0.06, 400, 4), "diploe": (0.55, 330, 58),
    "septum": (0.5, 1000, 60), "csf": (1.0, 3900, 1800), "grey": (0.83, 960, 99),
    "white": (0.70, 610, 78), "nuclei": (0.78, 830, 82), "stem": (0.72, 680, 80),
    "dura": (0.4, 800, 35), "blood": (0.2, 1300, 50), "clot": (0.8, 480, 62),
    "oedema": (0.9, 1450, 190), "mass": (0.86, 1150, 112), "infarct": (0.87, 1250, 160),
    "chalk": (0.12, 800, 25), "vitreous": (1.0, 3600, 1400), "lens": (0.55, 900, 35),
}  # fmt: skip
DEVICE: Final = headers.Device("MR1", "Magnolia 1.5T", "MG 11.2")


@dataclass(frozen=True, slots=True)
class Pulses:
    """How the tissue is asked: times in milliseconds, `inversion` 0 for none."""

    name: str
    repetition: float
    echo: float
    inversion: float = 0.0
    train: int = 1

    def look(self) -> dict[str, float]:
        """The signal of each tissue (spin echo, with an inversion before it)."""
        return {name: self._signal(*tissue) for name, tissue in TISSUES.items()}

    def _signal(self, density: float, t1: float, t2: float) -> float:
        rest = 1 - exp(-self.repetition / t1)
        if self.inversion:
            rest = 1 - 2 * exp(-self.inversion / t1) + exp(-self.repetition / t1)
        return SCALE * density * abs(rest) * exp(-self.echo / t2)


SEQUENCES: Final[Mapping[str, Pulses]] = {
    "T1": Pulses("T1 SE", 520, 13),
    "T2": Pulses("T2 TSE", 4600, 102, train=15),
    "FLAIR": Pulses("FLAIR", 9000, 112, 2350, train=21),
}


@dataclass(frozen=True)
class Magnet(Sampler):
    """`noise` in parts of white matter's signal, `shading` how uneven the coil is;
    `lines` are those sampled, the matrix shows them interpolated."""

    noise: float = 0.05
    shading: float = 0.3
    lines: int = 256

    def slices(self, draw: Draw, signal: float) -> Iterator[NDArray[np.uint16]]:
        return (self._slice(draw, i, signal) for i in range(self.grid.slices))

    def _slice(self, draw: Draw, index: int, signal: float) -> NDArray[np.uint16]:
        heard = self.sampled(draw, index, 0.0) * self._coil(index)
        space = np.fft.fft2(heard) * self._sampled_lines
        if self.motion:
            space = space * self._wobble(index)
        echo = np.fft.ifft2(space)
        shape = (2, self.grid.rows, self.grid.columns)
        white = self.rng.standard_normal(shape, dtype=np.float32)
        grain = np.fft.ifft2(
            np.fft.fft2(white[0] + 1j * white[1]) * self._sampled_lines
        )
        grain *= self.noise * signal / grain.real.std()
        stored: NDArray[np.uint16] = (
            np.rint(np.abs(echo + grain)).clip(0, 4095).astype(np.uint16)
        )
        return stored

    @cached_property
    def _sampled_lines(self) -> Plane:
        """What was sampled of the spatial frequencies, its corner a little rounded."""
        sides = []
        for count in (self.grid.rows, self.grid.columns):
            f = np.abs(np.fft.fftfreq(count)) * count / min(self.lines / 2, count / 2)
            sides.append(1 / (1 + np.exp((f - 0.93) / 0.03)))
        result: Plane = (sides[0][:, None] * sides[1][None, :]).astype(np.float32)
        return result

    def _wobble(self, index: int) -> NDArray[np.complex64]:
        """Ghosts along the phase encoding: lines taken while the patient moved."""
        f = np.fft.fftfreq(self.grid.columns, self.grid.spacing)
        order = np.argsort(np.argsort(f))
        moved = self.motion * np.sin(order * 0.9 + index)
        turn = np.exp(-2j * np.pi * f * moved * 0.35)
        result: NDArray[np.complex64] = turn[None, :].astype(np.complex64)
        return result

    def _coil(self, index: int) -> Plane:
        x, y = self.grid.axes()
        uneven = self._coils.on(x, y, self.grid.height(index))
        near = (x[None, :] ** 2 + y[:, None] ** 2) / np.float32(95**2)
        result: Plane = 1 + np.float32(self.shading) * (
            0.55 * near - 0.25 + 0.35 * uneven
        )
        return result

    @cached_property
    def _coils(self) -> Field:
        return Field(self.rng, grain=190, size=(600, 600, 600), band=0.4)


def write(
    visit: headers.Visit,
    series: headers.Series,
    magnet: Magnet,
    draw: Draw,
    asked: Pulses,
) -> list[Dataset]:
    signal = asked.look()
    first = visit.image(MRImageStorage, series, 1)
    magnet.grid.describe(first, 0, visit.uid("frame"))
    _describe(first, magnet, asked)
    headers.window(first, _window(asked, max(signal["grey"], signal["white"])))
    images = []
    for index, values in enumerate(magnet.slices(draw, signal["white"])):
        image = visit.next(first, series, index + 1, after=2.5 * index)
        magnet.grid.place(image, index)
        images.append(headers.pixels(image, values, bits=12))
    return images


def _window(asked: Pulses, brain: float) -> tuple[str, float, float]:
    """Water is bright in T2 and leaves the brain little room below it."""
    bright = asked.repetition > 1000 and not asked.inversion
    width = round(brain * (2.1 if bright else 1.65))
    return asked.name, round(width / 2), width


def _describe(image: Dataset, magnet: Magnet, asked: Pulses) -> None:
    lines = min(magnet.lines, magnet.grid.rows)
    said: dict[str, Any] = {
        "ImageType": ["ORIGINAL", "PRIMARY", "OTHER"],
        "AcquisitionNumber": 1,
        "ScanningSequence": ["SE", "IR"] if asked.inversion else "SE",
        "SequenceVariant": "SK" if asked.train > 1 else "NONE",
        "ScanOptions": "",
        "MRAcquisitionType": "2D",
        "SequenceName": asked.name.replace(" ", "_").lower(),
        "RepetitionTime": asked.repetition,
        "EchoTime": asked.echo,
        "EchoTrainLength": asked.train,
        "EchoNumbers": 1,
        "MagneticFieldStrength": 1.5,
        "ImagedNucleus": "1H",
        "ImagingFrequency": 63.87,
        "NumberOfAverages": 1,
        "FlipAngle": 150 if asked.train > 1 else 90,
        "PixelBandwidth": 130,
        "PercentSampling": 100,
        "PercentPhaseFieldOfView": 100,
        "AcquisitionMatrix": [lines, 0, 0, lines],
        "InPlanePhaseEncodingDirection": "ROW",
        "ReceiveCoilName": "HEAD 8",
        "SAR": 0.8,
    }
    if asked.inversion:
        said["InversionTime"] = asked.inversion
    for name, value in said.items():
        setattr(image, name, value)
