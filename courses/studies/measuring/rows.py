"""The same series in our store and in Orthanc's, asked for in the same way in the same
minute: one row for each thing that a viewer does."""

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final
from urllib.request import Request, urlopen

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.studies import intake, tokens
from courses.studies.keeping import erasing
from courses.studies.made import SLICES, made_series, made_studies
from courses.studies.measuring import load, servers, volume
from courses.studies.models import Batch, IncomingFile, Study
from courses.studies.work import cleaning
from portal.accounts.models import ApiToken, Scope
from portal.accounts.tokens import issue
from portal.home.bench import Row
from portal.jobs.queue import work_through
from portal.people.models import User

EDUCATOR: Final = "educator@demo.example"
PEER: Final = "Orthanc"
JSON: Final = {"Accept": "application/dicom+json", "Accept-Encoding": "gzip"}
# What our own viewer asks for.
STORED: Final = "multipart/related; type=application/octet-stream; transfer-syntax=*"
FEW, MANY = 100, 100_000
PAGE: Final = 50
QUESTION: Final = (
    f"/studies?StudyDate=20150101-20301231&includefield=ModalitiesInStudy&limit={PAGE}"
)
ROUNDS, TIMES = 3, 15


@dataclass(frozen=True, slots=True)
class Side:
    """One server, and where the series lies in it."""

    base: str
    headers: dict[str, str]
    series: str
    images: list[str]

    @property
    def frames(self) -> list[str]:
        return [f"{one}/frames/1" for one in self.images]


def beside_orthanc() -> Iterator[Row]:
    educator = User.objects.get(email=EDUCATOR)
    work_through(IncomingFile, cleaning.clean_one)  # what else waits
    with ExitStack() as stack:
        source = stack.enter_context(made_series())
        batch = yield from _taken_in(source, educator)
        stack.callback(_away, batch, educator)
        ours = stack.enter_context(_ours(batch, educator))
        theirs = None
        if servers.has_orthanc():
            theirs = stack.enter_context(_theirs(sorted(source.iterdir())))
        for measured in (_first_image, _frames, _metadata):
            yield measured(ours, theirs)


def _taken_in(source: Path, educator: User) -> Generator[Row, None, Batch]:
    """Cleaned, read again, frames packed, rows written; beside it, Orthanc's STOW,
    which keeps the files as they come."""
    size = sum(path.stat().st_size for path in source.iterdir())
    (batch,) = intake.receive([source], by=educator).batches
    began = perf_counter()
    work_through(IncomingFile, cleaning.clean_one)
    took = perf_counter() - began
    row = Row("import_series", SLICES, ms=round(took * 1000 / SLICES, 2), bytes=size)
    row.per_second = round(SLICES / took, 1)
    row.mb_per_second = round(size / took / 1e6, 1)
    if servers.has_orthanc():
        with servers.orthanc() as base:
            theirs = servers.stow(base, sorted(source.iterdir()))
        row.peer, row.ratio = f"{PEER} STOW", round(theirs / took, 2)
    yield row
    return batch


def _away(batch: Batch, educator: User) -> None:
    Study.objects.filter(uid=batch.study_uid).update(released_at=None, released_by=None)
    refused = intake.refuse(batch, by=educator, reason="Made for a measure.")
    erasing.erase(refused)


@contextmanager
def _ours(batch: Batch, educator: User) -> Iterator[Side]:
    study = Study.objects.get(uid=batch.study_uid)
    study.released_at, study.released_by = timezone.now(), educator
    study.save()
    token = tokens.issue(educator, study)
    with servers.our_server() as base:
        yield _side(base, study.uid, {"Authorization": f"Bearer {token}"})


@contextmanager
def _theirs(paths: list[Path]) -> Iterator[Side]:
    with servers.orthanc() as base:
        servers.stow(base, paths)
        [study] = _asked(f"{base}/studies", {})
        yield _side(base, study["0020000D"]["Value"][0], {})


def _side(base: str, study: str, headers: dict[str, str]) -> Side:
    [series] = _asked(f"{base}/studies/{study}/series", headers)
    url = f"{base}/studies/{study}/series/{series['0020000E']['Value'][0]}"
    found = _asked(f"{url}/instances?limit=1000", headers)
    images = [f"{url}/instances/{one['00080018']['Value'][0]}" for one in found]
    return Side(base, headers, url, images)


def _asked(url: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    request = Request(url, headers={**headers, "Accept": JSON["Accept"]})  # noqa: S310
    with urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
        return list(json.load(answer))


def _in_turns(
    ours: Side, theirs: Side | None, take: Callable[[Side], float]
) -> tuple[float, float | None]:
    """The middle of some rounds, each side in its turn: what else the machine does
    then falls on both."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(ROUNDS):
        taken[True].append(take(ours))
        if theirs is not None:
            taken[False].append(take(theirs))
    return median(taken[True]), median(taken[False]) if taken[False] else None


def _row(name: str, n: int, took: tuple[float, float | None], **more: Any) -> Row:
    """Milliseconds, of which fewer are better."""
    ours, theirs = took
    row = Row(name, n, ms=round(ours, 2), **more)
    if theirs is not None:
        row.peer, row.ratio = PEER, round(theirs / ours, 2)
    return row


def _first_image(ours: Side, theirs: Side | None) -> Row:
    """From nothing to a frame on the client's side: a new connection for each, and
    a frame that was not asked for before."""
    fresh = {id(side): iter(side.frames) for side in (ours, theirs) if side}

    def take(side: Side) -> float:
        headers = {**side.headers, "Accept": STORED}
        took = []
        for _ in range(TIMES):
            began = perf_counter()
            load.latency(next(fresh[id(side)]), headers, times=1)
            took.append((perf_counter() - began) * 1000)
        return median(took)

    return _row("first_image", 1, _in_turns(ours, theirs, take))


def _frames(ours: Side, theirs: Side | None) -> Row:
    """Frames a second at eight clients."""

    def take(side: Side) -> float:
        headers = {**side.headers, "Accept": STORED}
        return load.rate(load.Task(side.frames, headers))

    mine, peer = _in_turns(ours, theirs, take)
    queries, size = _cost(ours, ours.frames[0], STORED)
    row = Row("frames", load.CLIENTS, queries=queries, bytes=size)
    row.ms, row.per_second = round(1000 / mine, 3), round(mine, 1)
    if peer is not None:
        row.peer, row.ratio = PEER, round(mine / peer, 2)
    return row


def _metadata(ours: Side, theirs: Side | None) -> Row:
    def take(side: Side) -> float:
        url, headers = f"{side.series}/metadata", {**side.headers, **JSON}
        return load.latency(url, headers, times=TIMES)

    queries, size = _cost(ours, f"{ours.series}/metadata", JSON["Accept"])
    took = _in_turns(ours, theirs, take)
    return _row("series_metadata", SLICES, took, queries=queries, bytes=size)


def among_studies() -> Iterator[Row]:
    """Over HTTP, as a program asks: a page of results, among a hundred studies, as many
    as Orthanc is given, and among a hundred thousand."""
    educator = User.objects.get(email=EDUCATOR)
    with ExitStack() as stack:
        base = stack.enter_context(servers.our_server())
        headers = stack.enter_context(_token(educator))
        ours = Side(base, headers, "", [])
        n, theirs = volume.of_studies(FEW), None
        if servers.has_orthanc():
            theirs = stack.enter_context(_among(n))
        yield _search("study_search", n, ours, theirs)
        yield _search("study_search_100k", volume.of_studies(MANY), ours, None)


@contextmanager
def _among(number: int) -> Iterator[Side]:
    with servers.orthanc() as base, made_studies(number) as folder:
        servers.stow(base, sorted(folder.iterdir()))
        yield Side(base, {}, "", [])


def _search(name: str, n: int, ours: Side, theirs: Side | None) -> Row:
    """Both must find a whole page, or one would be measured at saying nothing."""

    def take(side: Side) -> float:
        return load.latency(side.base + QUESTION, {**side.headers, **JSON}, times=TIMES)

    for side in filter(None, (ours, theirs)):
        found = len(_asked(side.base + QUESTION, side.headers))
        if found != PAGE:
            raise RuntimeError(f"{side.base} found {found} studies of {PAGE}.")
    took = _in_turns(ours, theirs, take)
    queries, size = _cost(ours, ours.base + QUESTION, JSON["Accept"])
    return _row(name, n, took, queries=queries, bytes=size)


@contextmanager
def _token(person: User) -> Iterator[dict[str, str]]:
    token, text = issue(person, name="bench", scope=Scope.READ)
    try:
        yield {"Authorization": f"Bearer {text}"}
    finally:
        ApiToken.objects.filter(pk=token.pk).delete()


def _cost(side: Side, url: str, accept: str) -> tuple[int, int]:
    """Queries and bytes of one answer, counted in this process."""
    client = Client(headers={"host": "localhost", **side.headers})
    path, asked = url.removeprefix(side.base), {"accept": accept}
    asked["accept-encoding"] = "gzip"
    client.get(f"/dicomweb{path}", headers=asked)
    with CaptureQueriesContext(connection) as caught:
        response = client.get(f"/dicomweb{path}", headers=asked)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}.")
    return len(caught), len(response.content)
