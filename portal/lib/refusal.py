"""How a rule of the house says no."""


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """A rule said no. The message is for the person who asked."""
