"""How files come in: by browser, by command, over the DICOM network."""
