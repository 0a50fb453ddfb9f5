"""Studies of nobody: drawn in physical units from a seed, their truth known exactly."""

from courses.phantoms.made import CATALOGUE, Finding, Made, Phantom, Truth, make

__all__ = ["CATALOGUE", "Finding", "Made", "Phantom", "Truth", "make"]
