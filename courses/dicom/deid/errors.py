"""What the engine says of a file that it cannot clean."""

CUT_SHORT = "The file ends before its pixels do."


class CannotCleanError(ValueError):
    """One sentence that says why; it names no value of the file."""


def why_of(error: Exception) -> str:
    """For a report: the sentence, or what kind of damage it was; never a value."""
    if isinstance(error, CannotCleanError):
        return str(error)
    return f"It cannot be read ({type(error).__name__})."
