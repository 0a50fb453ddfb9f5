"""DICOMweb (PS3.18): search, retrieve, and who may."""
