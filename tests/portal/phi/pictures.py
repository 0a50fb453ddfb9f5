"""Pictures with and without text burned in, made so that the truth is known."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from portal.phi.pixels import Box

FOLDER = "/usr/share/fonts/truetype/dejavu"
FONTS = [
    f"{FOLDER}/{name}.ttf" for name in ("DejaVuSans", "DejaVuSansMono", "DejaVuSans")
]
SIZES = ((256, 256), (480, 640), (512, 512), (600, 800))
WORDS = (
    "HOLLYHOCK JUNE",
    "MRN 7734190",
    "19.03.1961 F",
    "ALDERBROOK HOSP",
    "DR FERN",
    "14:22:07 PM",
)
Picture = NDArray[np.uint8]


def ground(number: int) -> Picture:
    """Soft shapes and noise, as an image of the body has them."""
    rng = np.random.default_rng(number)
    height, width = SIZES[number % len(SIZES)]
    y, x = np.mgrid[0:height, 0:width]
    light = np.zeros((height, width))
    for _blob in range(6):
        column, row = rng.uniform(0.2, 0.8, 2) * (width, height)
        radius = rng.uniform(0.05, 0.3) * width
        near = np.exp(-((x - column) ** 2 + (y - row) ** 2) / radius**2)
        light += near * rng.uniform(20, 110)
    light += rng.normal(0, 9, (height, width)) * (light > 8)
    return np.clip(light, 0, 200).astype(np.uint8)


def with_text(number: int) -> tuple[Picture, list[Box]]:
    """Three lines of several sizes; every third in colour, every fifth inverted."""
    rng = np.random.default_rng(1000 + number)
    image = Image.fromarray(ground(number))
    pen, lines = ImageDraw.Draw(image), []
    for at in range(3):
        font = ImageFont.truetype(FONTS[(number + at) % 3], (10, 12, 14, 18)[at])
        words = WORDS[(number * 3 + at) % len(WORDS)]
        long = int(pen.textlength(words, font=font))
        place = int(rng.integers(2, max(3, image.width - long - 4)))
        place_y = (4, image.height // 2, image.height - 24)[at]
        pen.text((place, place_y), words, fill=(255, 230, 210)[at], font=font)
        left, top, right, low = pen.textbbox((place, place_y), words, font=font)
        box = (int(left), int(top), int(right - left), int(low - top))
        lines.append(Box(*box, 1.0))
    picture = np.asarray(image)
    if number % 3 == 1:
        picture = np.repeat(picture[..., None], 3, axis=2)
    return (255 - picture if number % 5 == 2 else picture), lines


def shared(one: Box, other: Box) -> int:
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0, wide) * max(0, high)


def covers(found: list[Box], line: Box) -> bool:
    """Four fifths of a line lie in boxes."""
    covered = sum(shared(box, line) for box in found)
    return covered >= 0.8 * line.width * line.height
