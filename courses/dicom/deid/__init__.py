"""De-identification by PS3.15 Annex E: one file in, one clean file out."""
