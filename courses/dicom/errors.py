"""What the engine says of a file that it cannot clean."""


class CannotCleanError(ValueError):
    """One sentence that says why; it names no value of the file."""
