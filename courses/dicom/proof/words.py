"""Words of the standard, which may be people's names as well: Head, Long, Stern."""

import re
from functools import cache

from pydicom._dicom_dict import DicomDictionary

_BODIES = """abdomen ankle aorta back bladder brain chest colon clavicle ear elbow eye
    femur fibula finger foot hand hip humerus jaw kidney knee larynx leg liver mandible
    neck nose orbit ovary pancreas patella pelvis prostate radius rectum rib sacrum
    scapula shoulder skull spine spleen sternum stomach thigh thorax thumb thyroid
    tibia toe tongue uterus wrist harder sharp smooth soft standard phantom localizer
    axial coronal sagittal transverse oblique helical perfusion"""


def is_standard(low: bytes) -> bool:
    return low.decode("latin-1") in _words()


@cache
def _words() -> frozenset[str]:
    """Read from the dictionary's names when a name is first met in a code."""
    names = (entry[2] for entry in DicomDictionary.values())
    found = {word.lower() for name in names for word in re.findall("[A-Za-z]+", name)}
    return frozenset(found | set(_BODIES.split()))
