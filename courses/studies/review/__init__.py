"""The named person's look: what is shown, what is marked, and what is painted out."""
