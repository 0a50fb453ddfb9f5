"""How fast a series is cleaned, taken in, and handed to a viewer."""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from pydicom import dcmread

from courses.dicom.deid.folder import clean_folder
from courses.dicom.deid.profile import TEACHING
from courses.studies.made import SLICES, made_series
from courses.studies.measuring.rows import among_studies, beside_orthanc
from courses.studies.secret import deid_secret
from portal.home.bench import Row, cpu_seconds, measure

PEER: Final = "dicognito"
ROUNDS: Final = 3


@measure(50)
def deidentify(_tickets: int) -> Iterator[Row]:
    """Files in, clean files out; `ms` is processor time a file, the middle of some
    rounds in which ours and the peer take turns. The peer reads, replaces and writes;
    it checks nothing, so our second reader is measured in a row of its own."""
    rounds: dict[str, list[float]] = {}
    with made_series() as source:
        ways = _ways(source)
        for name, way in ways * ROUNDS:
            with TemporaryDirectory() as target:
                took = cpu_seconds(partial(way, Path(target)))
            rounds.setdefault(name, []).append(took)
    took_of = {name: median(took) for name, took in rounds.items()}
    for name in ("deidentify", "deidentify_verified"):
        row = Row(name, SLICES, ms=round(took_of[name] * 1000 / SLICES, 3))
        if PEER in took_of:
            row.peer, row.ratio = PEER, round(took_of[PEER] / took_of[name], 2)
        yield row


def _ways(source: Path) -> list[tuple[str, Callable[[Path], object]]]:
    """Each way to clean the series into a folder."""
    ours = partial(clean_folder, source, secret=deid_secret(), profile=TEACHING)
    ways: list[tuple[str, Callable[[Path], object]]] = [
        ("deidentify", lambda target: ours(target, verify=False)),
        ("deidentify_verified", ours),
    ]
    if importlib.util.find_spec(PEER) is not None:
        ways.append((PEER, partial(_peer, source)))
    return ways


@measure(51)
def serving(_tickets: int) -> Iterator[Row]:
    """A series is taken in, and asked for over HTTP, of ours and of Orthanc."""
    yield from beside_orthanc()


@measure(52)
def study_search(_tickets: int) -> Iterator[Row]:
    """The same question, of a hundred studies and of a hundred thousand."""
    yield from among_studies()


def _peer(source: Path, target: Path) -> None:
    """The peer, where it is installed: it is no part of the portal."""
    anonymizer = importlib.import_module(f"{PEER}.anonymizer").Anonymizer()
    for path in sorted(source.iterdir()):
        dataset = dcmread(path)
        anonymizer.anonymize(dataset)
        dataset.save_as(target / path.name)
