"""Files of items: read, matched, checked, written, and undone."""
