"""Where text stands in a picture. Boxes only: what was read is given to nobody,
kept nowhere and written to no log."""

import importlib.util
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]

# Measured on made images: below twelve pixels a letter is hard to read, and what
# is read with less than this is as often a vessel or a ruler as a word.
SURE = 0.5
SMALL, LARGE = 900, 2000
EDGE = 2
_THREADS = 1


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels, and how sure the machine is that it holds text."""

    x: int
    y: int
    width: int
    height: int
    confidence: float

    def meets(self, other: "Box") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def around(self, other: "Box") -> "Box":
        """The smallest that holds both."""
        left, top = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.width, other.x + other.width)
        low = max(self.y + self.height, other.y + other.height)
        sure = max(self.confidence, other.confidence)
        return Box(left, top, right - left, low - top, sure)


def is_available() -> bool:
    """Whether the extra `ocr` is installed. Nothing is loaded to find out."""
    wanted = ("rapidocr_onnxruntime", "onnxruntime", "cv2")
    return all(importlib.util.find_spec(name) for name in wanted)


def find_text(image: Picture) -> list[Box]:
    """Boxes around what looks like text, in the picture's own pixels."""
    scale = _scale(image)
    ready = _ready(image, scale)
    found = _read(ready)
    boxes = [_box(corners, sure, scale, image.shape) for corners, sure in found]
    return merged([box for box in boxes if box.width > 0 and box.height > 0])


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that lie over each other become one: of two lines that touch, and of
    the same line seen on several frames."""
    left = list(boxes)
    done: list[Box] = []
    while left:
        box = left.pop()
        touching = [one for one in left if box.meets(one) and _same_line(box, one)]
        if touching:
            left = [one for one in left if one not in touching]
            for one in touching:
                box = box.around(one)
            left.append(box)
        else:
            done.append(box)
    return sorted(done, key=lambda box: (box.y, box.x))


def forget() -> None:
    """Give the engine's memory, half a gigabyte, back until it is next needed."""
    _engine.cache_clear()


def _same_line(one: Box, other: Box) -> bool:
    """Half of the lower one's height in common, at least."""
    shared = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return shared * 2 >= min(one.height, other.height)


def _scale(image: Picture) -> float:
    """Small pictures have small letters: enlarged until they can be read."""
    longest = int(max(image.shape[:2]))
    if longest < SMALL:
        return min(3.0, SMALL / longest)
    return float(LARGE / longest) if longest > LARGE else 1.0


def _ready(image: Picture, scale: float) -> Picture:
    """Three channels, the whole range used, large enough."""
    grey = image if image.ndim == 2 else image[..., :3]
    low, high = int(grey.min()), int(grey.max())
    if high > low:
        spread = (grey.astype(np.float32) - low) * (255.0 / (high - low))
        grey = spread.astype(np.uint8)
    if grey.ndim == 2:
        grey = np.repeat(grey[..., None], 3, axis=2)
    if scale == 1.0:
        return np.ascontiguousarray(grey)
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    larger = Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(larger)


def _read(picture: Picture) -> list[tuple[Any, float]]:
    """Corners and confidence. The words themselves are dropped here."""
    lines, _times = _engine()(picture, use_cls=False, text_score=SURE)
    return [(corners, float(sure)) for corners, _words, sure in lines or []]


@lru_cache(maxsize=1)
def _engine() -> Any:
    """One for the process, made when it is first needed; its models lie in the
    wheel, so nothing is fetched."""
    from rapidocr_onnxruntime import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(intra_op_num_threads=_THREADS, inter_op_num_threads=1)


def _box(corners: Any, sure: float, scale: float, shape: tuple[int, ...]) -> Box:
    """Upright, a little larger than the letters, inside the picture."""
    points = np.asarray(corners, dtype=np.float64) / scale
    left, top = np.floor(points.min(axis=0)).astype(int) - EDGE
    right, low = np.ceil(points.max(axis=0)).astype(int) + EDGE
    left, top = max(0, int(left)), max(0, int(top))
    right, low = min(shape[1], int(right)), min(shape[0], int(low))
    return Box(left, top, right - left, low - top, round(min(sure, 1.0), 3))
