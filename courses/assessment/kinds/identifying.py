"""A header full of what identifies somebody who never was, and what the house's own
de-identification does with each of its attributes."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from django.utils.translation import gettext_lazy as _l
from pydicom import Dataset
from pydicom.datadict import tag_for_keyword

from courses.assessment import paperwork
from courses.dicom.deid.policy import Act, Policy
from courses.dicom.deid.profile import PROFILES, table
from courses.phantoms import paper
from courses.phantoms.headers import TREES

ACTIONS: Final = {
    "keep": _l("Keep"),
    "empty": _l("Empty"),
    "remove": _l("Remove"),
    "replace": _l("Replace by a dummy"),
    "shift": _l("Shift the date"),
    "uid": _l("New UID"),
}
# PS3.15 E.1-1a, in the learner's words. Z may be a dummy, too.
LETTERS: Final[Mapping[str, frozenset[str]]] = {
    "X": frozenset({"remove"}),
    "Z": frozenset({"empty", "replace"}),
    "D": frozenset({"replace"}),
    "U": frozenset({"uid"}),
    "K": frozenset({"keep"}),
}
DONE: Final = {
    Act.REMOVE: "remove",
    Act.EMPTY: "empty",
    Act.DUMMY: "replace",
    Act.UID: "uid",
    Act.DATE: "shift",
    Act.NUMBER: "keep",
    Act.VALUE: "keep",
}
ALWAYS: Final = (
    *("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber", "StudyDate"),
    *("StudyInstanceUID", "PixelSpacing", "Modality"),
)
OTHERS: Final = (
    *("PatientSex", "PatientAge", "PatientAddress", "OtherPatientIDs", "StudyID"),
    *("PatientTelephoneNumbers", "PatientComments", "ImageComments"),
    *("InstitutionName", "InstitutionAddress", "StationName", "OperatorsName"),
    *("ReferringPhysicianName", "DeviceSerialNumber", "SeriesInstanceUID"),
    *("SOPInstanceUID", "AcquisitionDate", "SeriesDate", "KVP", "SliceThickness"),
    *("BodyPartExamined", "Rows", "ImagerPixelSpacing", "RepetitionTime"),
)
PLACES: Final = ("Alderbrook General", "Fernhill Clinic", "St Linden Hospital")
STREETS: Final = ("12 Orchard Lane", "4 Mill Road", "27 Harbour Street")


def dressed(image: Dataset, *, seed: int) -> Dataset:
    """What a real header holds beyond a phantom's: people, places, remarks."""
    rng = np.random.default_rng([seed, 14])
    trees = TREES.split()
    operator, physician = (trees[int(at)] for at in rng.integers(len(trees), size=2))
    place = int(rng.integers(len(PLACES)))
    family = paperwork.spoken_name(paperwork.value_of(image, "PatientName"))
    image.OperatorsName = f"{operator}^A"
    image.ReferringPhysicianName = f"{physician}^DR"
    image.InstitutionName = PLACES[place]
    image.InstitutionAddress = STREETS[place - 1]
    image.PatientAddress = STREETS[place]
    image.PatientTelephoneNumbers = f"555-01{int(rng.integers(100)):02}"
    image.OtherPatientIDs = f"TRN-9{int(rng.integers(10**7)):07}"
    image.ImageComments = f"Compared with last year, {family}"
    image.PatientComments = f"Works with {physician.title()} at {PLACES[place - 2]}"
    return image


def chosen(image: Dataset, *, seed: int, count: int) -> list[str]:
    """Those that are always asked, and some of the others, by the seed."""
    rng = np.random.default_rng([seed, 15])
    others = [one for one in paperwork.shuffled(rng, OTHERS) if one in image]
    always = [one for one in ALWAYS if one in image]
    asked = [*always, *others][:count]
    return sorted(asked, key=lambda one: tag_for_keyword(one) or 0)


def accepted(keyword: str, *, profile: str, sop_class: str) -> list[str]:
    """What our engine does with the attribute under the profile; and where the
    standard's table leaves a choice, every way that it allows."""
    tag, vr = tag_for_keyword(keyword) or 0, paperwork.vr_of(keyword)
    said = PROFILES[profile]
    act = Policy(said, sop_class, signed=False).plan(tag, vr).act
    basic = Policy(PROFILES["basic"], sop_class, signed=False).plan(tag, vr).act
    done = {DONE[act]}
    row = table().get(tag)
    if row is not None and act is basic:
        for letter in row.basic.split("/"):
            done |= LETTERS.get(letter, frozenset())
    return sorted(done & set(offered(keyword)))


def offered(keyword: str) -> list[str]:
    """Only a date can be shifted, only a UID made new."""
    vr = paperwork.vr_of(keyword)
    left_out = {"DA": {"uid"}, "UI": {"shift", "replace"}}.get(vr, {"shift", "uid"})
    return [action for action in ACTIONS if action not in left_out]


def files(own: Dataset, *, seed: int) -> list[dict[str, str]]:
    """Files that leave together: two of the study, one of the same person's other
    study, one of somebody else."""
    other = "dx-chest" if own.Modality != "DX" else "us-abdomen"
    sources = [
        own,
        own,
        paper.study(other, seed=seed)[0],
        paper.study("mr-brain", seed=seed + 1)[0],
    ]
    sources[2].PatientID = own.PatientID
    return [
        {
            "id": f"f{n}",
            "label": f"IM{n:04}",
            "patient": paperwork.value_of(one, "PatientID"),
            "study": paperwork.value_of(one, "StudyInstanceUID"),
            "date": paperwork.value_of(one, "StudyDate"),
            "what": paperwork.value_of(one, "StudyDescription"),
        }
        for n, one in enumerate(sources, start=1)
    ]


def new_names(seed: int) -> dict[str, list[str]]:
    """What a de-identifier would hand out: numbers and UIDs of nobody."""
    rng = np.random.default_rng([seed, 16])
    return {
        "patient": [f"TRN-{int(rng.integers(10**8)):08}" for _n in range(3)],
        "study": [f"2.25.{int(rng.integers(2**62))}" for _n in range(3)],
    }
