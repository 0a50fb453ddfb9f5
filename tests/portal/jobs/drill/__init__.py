"""A queue of its own for the drill: what a worker does to it can be counted."""
