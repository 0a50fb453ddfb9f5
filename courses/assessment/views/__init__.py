"""Doors of a quiz or an exercise: what awaits, the attempt, its result."""
