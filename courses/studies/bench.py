"""How fast a series is cleaned, taken in, and handed to a viewer."""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pydicom import dcmread

from courses.dicom.folder import clean_folder
from courses.dicom.profile import TEACHING
from courses.studies import cleaning, erasing, intake, tokens
from courses.studies.made import SLICES, made_series
from courses.studies.models import Batch, IncomingFile, Instance, Study
from courses.studies.secret import deid_secret
from portal.home.bench import Row, cpu_seconds, measure, page, timed
from portal.jobs.queue import work_through
from portal.people.models import User

EDUCATOR: Final = "educator@demo.example"
PEER: Final = "dicognito"
ROUNDS: Final = 3
# What our own viewer asks for.
AS_STORED: Final = "multipart/related; type=application/octet-stream; transfer-syntax=*"


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
def import_series(_tickets: int) -> Iterator[Row]:
    """Cleaned, read again, frames packed, rows written: `ms` a file. Then what a
    viewer asks for; it is shown in a transaction that is rolled back."""
    work_through(IncomingFile, cleaning.clean_one)  # what else waits
    educator = User.objects.get(email=EDUCATOR)
    with made_series() as source:
        (batch,) = intake.receive([source], by=educator).batches
        began = perf_counter()
        work_through(IncomingFile, cleaning.clean_one)
        took = perf_counter() - began
    yield Row("import_series", SLICES, ms=round(took * 1000 / SLICES, 2))
    try:
        with transaction.atomic():
            yield from _served(batch, educator)
            transaction.set_rollback(True)
    finally:
        refused = intake.refuse(batch, by=educator, reason="Made for a measure.")
        erasing.erase(refused)


@measure(53)
def study_search(_tickets: int) -> Iterator[Row]:
    """What a program asks: CTs of some years, the newest fifty."""
    url = reverse("dicomweb:studies")
    query = "?ModalitiesInStudy=CT&StudyDate=20160101-20201231&limit=50"
    n = Study.objects.released().count()
    yield page("study_search", n, url + query, email=EDUCATOR)


def _served(batch: Batch, person: User) -> Iterator[Row]:
    study = Study.objects.get(uid=batch.study_uid)
    study.released_at, study.released_by = timezone.now(), person
    study.save()
    token = tokens.issue(person, study)
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    held = Instance.objects.filter(series__study=study).select_related("series")
    uids = [(study.uid, one.series.uid, one.uid) for one in held]
    frame = reverse("dicomweb:frames", args=[*uids[len(uids) // 2], "1"])
    yield _answer("frames", 1, client, frame, AS_STORED)
    metadata = reverse("dicomweb:series_metadata", args=uids[0][:2])
    yield _answer("series_metadata", len(uids), client, metadata, "*/*")


def _answer(name: str, n: int, client: Client, url: str, accept: str) -> Row:
    def ask() -> Any:
        return client.get(url, headers={"accept": accept, "accept-encoding": "gzip"})

    ask()
    with CaptureQueriesContext(connection) as caught:
        response = ask()
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}.")
    size = len(response.content)
    return Row(name, n, queries=len(caught), ms=timed(ask), bytes=size)


def _peer(source: Path, target: Path) -> None:
    """The peer, where it is installed: it is no part of the portal."""
    anonymizer = importlib.import_module(f"{PEER}.anonymizer").Anonymizer()
    for path in sorted(source.iterdir()):
        dataset = dcmread(path)
        anonymizer.anonymize(dataset)
        dataset.save_as(target / path.name)
