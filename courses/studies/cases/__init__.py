"""Teaching cases: how they are written, reviewed, published and shown."""
