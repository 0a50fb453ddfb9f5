"""What lies where, and for how long: originals in quarantine, studies in the store."""
