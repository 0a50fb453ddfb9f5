"""Faults of what belongs together: series, studies and single images."""

from collections.abc import Sequence

from courses.phantoms.faults.bench import Bench
from courses.phantoms.faults.breaking import Needs, fault
from courses.phantoms.faults.strangers import new_uid, stranger


@fault(
    "split-series",
    "One series in two",
    "The later images of a series came under a series UID of their own.",
    Needs(in_one_series=2),
)
def split_series(bench: Bench) -> None:
    images = _long_series(bench, 2)
    cut = int(bench.rng.integers(1, len(images)))
    bench.set_all(images[cut:], SeriesInstanceUID=_fresh(bench, "series"))
    bench.facts["series"] = [_names(bench, images)]


@fault(
    "split-study",
    "One study in two",
    "A part of the study came under a study UID of its own.",
    Needs(images=2),
)
def split_study(bench: Bench) -> None:
    away = _part(bench)
    _part_from_series(bench, away)
    bench.set_all(away, StudyInstanceUID=_fresh(bench, "study"))
    bench.facts["groups"] = [_names(bench, range(len(bench)))]


@fault(
    "merged-studies",
    "Two patients under one study",
    "Images of another patient lie under this study's UID: they belong elsewhere.",
    Needs(images=2, any_of=("PatientID",)),
)
def merged_studies(bench: Bench) -> None:
    other = stranger(bench.rng, bench.images[0])
    strange = _part(bench)
    _part_from_series(bench, strange)
    bench.set_all(
        strange,
        PatientID=other["patient_id"],
        PatientName=other["patient_name"],
        PatientBirthDate=other["birth_date"],
        PatientSex=other["sex"],
        AccessionNumber=other["accession"],
    )
    own = [index for index in range(len(bench)) if index not in strange]
    bench.facts["other"] = other
    bench.facts["groups"] = [_names(bench, own), _names(bench, strange)]


@fault(
    "orphan",
    "Orphan image",
    "One image came under a study and a series that nothing else belongs to, and "
    "without an accession number.",
    Needs(images=2, any_of=("AccessionNumber",)),
)
def orphan(bench: Bench) -> None:
    index = int(bench.rng.integers(len(bench)))
    bench.set_all(
        [index],
        StudyInstanceUID=_fresh(bench, "study"),
        SeriesInstanceUID=_fresh(bench, "series"),
        AccessionNumber="",
    )
    bench.facts["groups"] = [_names(bench, range(len(bench)))]


@fault(
    "missing-slice",
    "Missing slice",
    "An image from the midst of a series did not arrive.",
    Needs(in_one_series=3, any_of=("InstanceNumber",)),
)
def missing_slice(bench: Bench) -> None:
    images = sorted(
        _long_series(bench, 3), key=lambda at: int(bench.read(at, "InstanceNumber"))
    )
    place = int(bench.rng.integers(1, len(images) - 1))
    before, after = images[place - 1], images[place + 1]
    between = _names(bench, (before, after))
    bench.take(images[place])
    bench.missing[-1]["between"] = between


@fault(
    "duplicate-uid",
    "Duplicate SOP Instance UID",
    "Two different images have one name: a system that takes both keeps only one.",
    Needs(images=2),
)
def duplicate_uid(bench: Bench) -> None:
    kept, twin = (int(at) for at in bench.rng.permutation(len(bench))[:2])
    name = bench.read(kept, "SOPInstanceUID")
    bench.set(twin, "SOPInstanceUID", name)
    if bench.read(twin, "MediaStorageSOPInstanceUID") is not None:
        bench.set(twin, "MediaStorageSOPInstanceUID", name)
    bench.facts["twins"] = _names(bench, (kept, twin))


def _long_series(bench: Bench, least: int) -> list[int]:
    long = [images for images in bench.series().values() if len(images) >= least]
    return list(bench.pick(long))


def _part(bench: Bench) -> list[int]:
    """A whole series where there are several, the later images where there is one."""
    series = list(bench.series().values())
    if len(series) > 1:
        return list(bench.pick(series))
    return series[0][int(bench.rng.integers(1, len(bench))) :]


def _part_from_series(bench: Bench, images: Sequence[int]) -> None:
    """A series lies in one study: what leaves a part behind takes another name."""
    if len(bench.series()) == 1:
        bench.set_all(images, SeriesInstanceUID=_fresh(bench, "series"))


def _fresh(bench: Bench, what: str) -> str:
    return new_uid(what, bench.sop_uid(0), int(bench.rng.integers(2**62)))


def _names(bench: Bench, images: Sequence[int]) -> list[str]:
    return [bench.sop_uid(index) for index in images]
