"""Patients' identifiers, found in what they should not stand in."""
