"""Ultrasound of nobody: echoes of drawn tissue, and names burned into the pixels."""

from courses.phantoms.ultrasound import abdomen

__all__ = ["abdomen"]
