"""A review that comes to its end, and what lies in the store after it."""

import numpy as np

from courses.dicom import pixels
from courses.studies import intake
from courses.studies.keeping import storage
from courses.studies.models import Batch, Instance, Study
from portal.people.models import User

WORDS = intake.Words(title="Kidney")


def release(batch: Batch, by: User) -> Study:
    return intake.release(batch, by=by, words=WORDS, looked=True, pixels_clear=True)


def frame_of(instance: Instance, number: int = 1) -> np.ndarray:
    part = storage.get(storage.frame_name(instance.folder, number))
    return pixels.from_htj2k(storage.unwrapped(part))
