"""Pages: the library, and the way into it."""
