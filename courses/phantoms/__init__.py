"""Studies of nobody: drawn in physical units from a seed, their truth known exactly."""

# Each registers its phantom.
from courses.phantoms import ct_abdomen as _ct_abdomen  # noqa: F401
from courses.phantoms import ct_chest as _ct_chest  # noqa: F401
from courses.phantoms import ct_head as _ct_head  # noqa: F401
from courses.phantoms import mr_brain as _mr_brain  # noqa: F401
from courses.phantoms import radiographs as _radiographs  # noqa: F401
from courses.phantoms import ultrasound as _ultrasound  # noqa: F401
from courses.phantoms.made import CATALOGUE, Finding, Made, Phantom, Truth, make

__all__ = ["CATALOGUE", "Finding", "Made", "Phantom", "Truth", "make"]
