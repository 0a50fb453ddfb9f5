"""A worker that dies where it is told to: what it leaves is what the drill looks at."""
