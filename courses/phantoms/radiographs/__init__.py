"""Radiographs of nobody: solids in millimetres, a cone beam, and a detector."""

from courses.phantoms.radiographs import ankle, chest, hand, knee, spine

__all__ = ["ankle", "chest", "hand", "knee", "spine"]
