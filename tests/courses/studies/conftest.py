"""What the rooms of the studies share."""

import numpy as np
import pytest

from portal.phi import pixels as phi


@pytest.fixture
def machine(settings, monkeypatch):
    """A machine that finds the same two lines wherever it looks, and counts."""
    looked: list[tuple[int, ...]] = []

    def find(image: np.ndarray) -> list[phi.Box]:
        looked.append(image.shape)
        return [phi.Box(8, 6, 100, 18, 0.9), phi.Box(8, 46, 60, 18, 0.8)]

    settings.OCR = True
    monkeypatch.setattr(phi, "is_available", lambda: True)
    monkeypatch.setattr(phi, "find_text", find)
    return looked
