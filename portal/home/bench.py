"""`make bench`: what each app measures, and how a page is timed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter, process_time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.people.models import User

WARM, TIMES = 3, 15
STAGES = {"100k": 100_000, "1m": 1_000_000}


@dataclass(slots=True)
class Row:
    """One line of the table. `ratio`: how many times better than `peer` in the
    same run; None where a field does not apply."""

    name: str
    n: int
    queries: int | None = None
    ms: float | None = None
    bytes: int | None = None
    peer: str | None = None
    ratio: float | None = None
    yardstick_ms: float | None = None
    recall: float | None = None
    false_alarms: float | None = None
    per_second: float | None = None
    mb_per_second: float | None = None

    def as_dict(self) -> dict[str, object]:
        fields = asdict(self)
        for name in ("recall", "false_alarms", "per_second", "mb_per_second"):
            if fields[name] is None:
                del fields[name]
        return fields


Measure = Callable[[int], Iterator[Row]]
_measures: list[tuple[str, int, Measure]] = []


def measure(order: int, stage: str = "100k") -> Callable[[Measure], Measure]:
    """Mark a generator of rows in an app's `bench.py`. It is given the number
    of tickets that its stage has grown to."""

    def keep(run: Measure) -> Measure:
        _measures.append((stage, order, run))
        return run

    return keep


def measures(stage: str) -> list[Measure]:
    found = [(order, run) for its, order, run in _measures if its == stage]
    return [run for _, run in sorted(found, key=lambda pair: pair[0])]


def page(name: str, n: int, url: str, *, email: str) -> Row:
    """A GET of this address by this person: median server time, queries, bytes."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email=email))
    with CaptureQueriesContext(connection) as caught:
        response = client.get(url)
    queries = len(caught)  # the log is emptied when the next request begins
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}.")
    ms = timed(lambda: client.get(url))
    return Row(name, n, queries=queries, ms=ms, bytes=len(response.content))


def timed(run: Callable[[], object]) -> float:
    """Median milliseconds of one call."""
    for _ in range(WARM):
        run()
    took = []
    for _ in range(TIMES):
        began = perf_counter()
        run()
        took.append((perf_counter() - began) * 1000)
    return round(median(took), 2)


def cpu_seconds(run: Callable[[], object]) -> float:
    began = process_time()
    run()
    return process_time() - began


def yardstick() -> float:
    """A fixed piece of work for one core, in milliseconds: what this machine
    is worth at this moment."""
    began = perf_counter()
    total = 0
    for number in range(1_000_000):
        total += number * number % 7
    return round((perf_counter() - began) * 1000, 1)


@contextmanager
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
