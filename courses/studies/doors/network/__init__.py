"""The DICOM network: our storage SCP, and what it makes of each association."""
