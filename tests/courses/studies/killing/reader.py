"""In place of the engine that reads pixels, which takes half a second an image: it
finds the same box on each."""

from typing import Any

from portal.phi import pixels

BOX = pixels.Box(2, 3, 5, 4, 0.9)


def stand_in() -> None:
    vars(pixels).update(is_available=lambda: True, find_text=_found)


def _found(_image: Any) -> list[pixels.Box]:
    return [BOX]
