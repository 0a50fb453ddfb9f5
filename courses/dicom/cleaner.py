"""One file in, one clean file out."""

from io import BytesIO
from pathlib import Path

from pydicom import Dataset, dcmread

from courses.dicom.deidentify import Report, deidentify
from courses.dicom.profile import Profile


def clean_file(
    source: Path, target: Path, *, secret: bytes, profile: Profile
) -> Report:
    """Write the object without its patient, as a whole Part 10 file.

    Raises one of `reading.DAMAGE` for a file that cannot be read; what `target`
    holds then is of no use to anybody."""
    cleaned = deidentify(dcmread(source, force=True), secret, profile)
    target.write_bytes(as_bytes(cleaned.dataset))
    return cleaned.report


def as_bytes(dataset: Dataset) -> bytes:
    """A whole file: preamble, meta, data, and nothing behind it."""
    out = BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()
