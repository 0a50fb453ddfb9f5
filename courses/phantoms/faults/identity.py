"""Faults of who the patient is, and of which order the study answers."""

from datetime import timedelta

from pydicom import Dataset

from courses.phantoms.faults.bench import Bench
from courses.phantoms.faults.breaking import Needs, fault
from courses.phantoms.faults.strangers import day, said, stranger


def _has_days(image: Dataset) -> bool:
    return bool(day(said(image, "StudyDate")) and day(said(image, "PatientBirthDate")))


@fault(
    "wrong-patient",
    "Wrong patient on the worklist",
    "The technologist picked another patient: ID, name, birth date and sex are all "
    "somebody else's, the accession number is still right.",
    Needs(any_of=("PatientID",)),
)
def wrong_patient(bench: Bench) -> None:
    other = _meet(bench)
    bench.set_all(
        range(len(bench)),
        PatientID=other["patient_id"],
        PatientName=other["patient_name"],
        PatientBirthDate=other["birth_date"],
        PatientSex=other["sex"],
    )


@fault(
    "wrong-patient-id",
    "Wrong patient ID",
    "The name is right, the ID is another patient's.",
    Needs(any_of=("PatientID",)),
)
def wrong_patient_id(bench: Bench) -> None:
    bench.set_all(range(len(bench)), PatientID=_meet(bench)["patient_id"])


@fault(
    "wrong-patient-name",
    "Wrong patient name",
    "The ID is right, the name is another patient's.",
    Needs(any_of=("PatientName",)),
)
def wrong_patient_name(bench: Bench) -> None:
    own = bench.read(0, "PatientName")
    other = _meet(bench)
    while other["patient_name"] == own:
        other = _meet(bench)
    bench.set_all(range(len(bench)), PatientName=other["patient_name"])


@fault(
    "wrong-accession",
    "Another patient's accession number",
    "The patient is right, the study answers another patient's order.",
    Needs(any_of=("AccessionNumber",)),
)
def wrong_accession(bench: Bench) -> None:
    own = bench.read(0, "AccessionNumber")
    other = _meet(bench)
    while other["accession"] == own:
        other = _meet(bench)
    bench.set_all(range(len(bench)), AccessionNumber=other["accession"])


@fault(
    "no-accession",
    "No accession number",
    "The study was made without an order: its accession number is empty.",
    Needs(any_of=("AccessionNumber",)),
)
def no_accession(bench: Bench) -> None:
    bench.set_all(range(len(bench)), AccessionNumber="")


@fault(
    "impossible-age",
    "Impossible age",
    "The birth date lies after the study, or the age and the birth date cannot both "
    "be true.",
    Needs(also=_has_days),
)
def impossible_age(bench: Bench) -> None:
    every = range(len(bench))
    examined = day(bench.read(0, "StudyDate"))
    born = day(bench.read(0, "PatientBirthDate"))
    if examined is None or born is None:
        return
    way = bench.pick(("born after", "too old", "other age"))
    bench.facts["way"] = way
    if way == "born after":
        later = examined + timedelta(days=int(bench.rng.integers(30, 4000)))
        bench.set_all(every, PatientBirthDate=f"{later:%Y%m%d}")
    elif way == "too old":
        years = int(bench.rng.integers(121, 180))
        bench.set_all(every, PatientBirthDate=f"{examined.year - years}{born:%m}15")
    else:
        true = (examined - born).days // 365
        away = int(bench.rng.integers(12, 40))
        aged = true - away if true > away else true + away
        bench.set_all(every, PatientAge=f"{aged:03}Y")


def _meet(bench: Bench) -> dict[str, str]:
    other = stranger(bench.rng, bench.images[0])
    bench.facts["other"] = other
    return other
