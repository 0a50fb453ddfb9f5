"""A CT scanner: samples anatomy slice by slice, blurs it as its kernel does, adds the
noise that the dose leaves, and writes the images."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.uid import CTImageStorage

from courses.phantoms import headers
from courses.phantoms.sampling import Draw, Sampler

Plane = NDArray[np.float32]
AIR: Final = -1000.0
WATER: Final = 0.019  # attenuation a millimetre, at the mean energy of 120 kV
NOISE: Final = 75.0  # so that 100 mAs and 5 mm leave some 8 HU in a trunk


@dataclass(frozen=True, slots=True)
class Kernel:
    """`half` is where the modulation transfer has fallen to half, in line pairs a
    millimetre; `edge` how much it lifts what is coarser."""

    name: str
    half: float
    edge: float = 0.0

    def transfer(self, f: Plane) -> Plane:
        fall = np.exp(-0.6931 * (f / self.half) ** 2.4)
        lift = 1 + self.edge * np.exp(
            -(((f - 0.6 * self.half) / (0.35 * self.half)) ** 2)
        )
        result: Plane = (fall * lift).astype(np.float32)
        return result


KERNELS: Final[Mapping[str, Kernel]] = {
    "soft": Kernel("S31", 0.36),
    "brain": Kernel("N34", 0.38),
    "sharp": Kernel("L57", 0.62, 0.25),
    "bone": Kernel("B64", 0.75, 0.3),
}
DEVICES: Final = (
    headers.Device("CTROOM1", "Larch CT 64", "LX 3.2.1"),
    headers.Device("CTROOM2", "Sequoia CT 128", "SQ 5.0.4"),
    headers.Device("CTER", "Larch CT 128 Flash", "LX 4.1.0"),
)


@dataclass(frozen=True)
class Scanner(Sampler):
    kernel: Kernel = KERNELS["soft"]
    mas: float = 100.0
    kvp: int = 120

    def slices(self, draw: Draw) -> Iterator[NDArray[np.uint16]]:
        return (self._slice(draw, index) for index in range(self.grid.slices))

    def _slice(self, draw: Draw, index: int) -> NDArray[np.uint16]:
        sharp = self.sampled(draw, index, AIR)
        noise = self._noise() * self._grain(sharp)
        spectrum = np.fft.rfft2(sharp - np.float32(AIR)) * self._transfer
        values = np.fft.irfft2(spectrum, s=sharp.shape) + np.float32(AIR) + noise
        values = np.where(self._seen, values, -1024) + 1024
        stored: NDArray[np.uint16] = np.rint(values).clip(0, 4095).astype(np.uint16)
        return stored

    @cached_property
    def _frequency(self) -> Plane:
        f = np.fft.fftfreq(self.grid.rows, self.grid.spacing)
        half = np.fft.rfftfreq(self.grid.columns, self.grid.spacing)
        result: Plane = np.hypot(f[:, None], half[None, :]).astype(np.float32)
        return result

    @cached_property
    def _transfer(self) -> Plane:
        return self.kernel.transfer(self._frequency)

    @cached_property
    def _seen(self) -> NDArray[np.bool_]:
        """The circle that is reconstructed."""
        x, y = self.grid.axes()
        dx, dy = x - self.grid.centre[0], y - self.grid.centre[1]
        radius = self.grid.spacing * max(self.grid.rows, self.grid.columns) / 2
        seen: NDArray[np.bool_] = np.hypot(dx[None, :], dy[:, None]) <= radius
        return seen

    def _noise(self) -> Plane:
        """Unit noise with the texture of the kernel: a ramp, then its transfer."""
        shape = (self.grid.rows, self.grid.columns)
        white = np.fft.rfft2(self.rng.standard_normal(shape, dtype=np.float32))
        return np.asarray(np.fft.irfft2(white * self._ramp, s=shape), np.float32)

    @cached_property
    def _ramp(self) -> Plane:
        ramp = np.sqrt(self._frequency) * self._transfer
        result: Plane = (ramp / self.grid.spacing).astype(np.float32)
        return result

    def _grain(self, values: Plane) -> Plane:
        """How strong it is at each pixel: more where the rays are weakened more."""
        weak = np.maximum(values + 1000, 0) * np.float32(
            WATER * self.grid.spacing / 1000
        )
        across, down = (_even(np.minimum(weak.sum(a), 8), self) for a in (1, 0))
        light = 0.5 * (np.exp(across)[:, None] + np.exp(down)[None, :])
        dose = self.mas * self.grid.thickness * (self.kvp / 120) ** 2.5
        result: Plane = np.float32(NOISE) * np.sqrt((light + 5) / np.float32(dose))
        return result


def _even(path: Plane, scanner: Scanner) -> Plane:
    width = max(3, int(25 / scanner.grid.spacing)) | 1
    padded = np.pad(path, width // 2, mode="edge")
    result: Plane = np.convolve(padded, np.full(width, 1 / width, np.float32), "valid")
    return result


def write(
    visit: headers.Visit,
    series: headers.Series,
    scanner: Scanner,
    draw: Draw,
    presets: Sequence[tuple[str, float, float]],
) -> list[Dataset]:
    """The slices as whole datasets, in the order of the grid."""
    first = visit.image(CTImageStorage, series, 1)
    scanner.grid.describe(first, 0, visit.uid("frame"))
    _describe(first, scanner)
    headers.window(first, *presets)
    images = []
    for index, values in enumerate(scanner.slices(draw)):
        image = visit.next(first, series, index + 1, after=0.35 * index)
        scanner.grid.place(image, index)
        images.append(headers.pixels(image, values, bits=12))
    return images


def _describe(image: Dataset, scanner: Scanner) -> None:
    grid = scanner.grid
    said: dict[str, Any] = {
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "AcquisitionNumber": 1,
        "ScanOptions": "HELICAL",
        "KVP": scanner.kvp,
        "DataCollectionDiameter": 500,
        "ReconstructionDiameter": round(grid.spacing * grid.columns, 2),
        "GantryDetectorTilt": 0,
        "TableHeight": 150,
        "RotationDirection": "CW",
        "ExposureTime": 500,
        "XRayTubeCurrent": round(scanner.mas * 2),
        "Exposure": round(scanner.mas),
        "FilterType": "BODY",
        "FocalSpots": 1.2,
        "ConvolutionKernel": scanner.kernel.name,
        "RescaleIntercept": -1024,
        "RescaleSlope": 1,
        "RescaleType": "HU",
    }
    for name, value in said.items():
        setattr(image, name, value)
