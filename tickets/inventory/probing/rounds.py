"""A round: claim what is due, ask all of it at once, write down as answers come."""

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import datetime, time, timedelta
from random import SystemRandom
from time import monotonic
from typing import Final

from django.utils import timezone

from tickets.inventory.models import MaintenanceWindow, Probe, ProbeState
from tickets.inventory.probing.answers import rest, write
from tickets.inventory.probing.asking import ask, question_of
from tickets.inventory.probing.question import Question, Reply
from tickets.inventory.states import RUNNING

JITTER: Final = 0.1
AT_ONCE: Final = 16
CLAIMING: Final = 0.5  # seconds: what is claimed and not asked waits for its next time
SECONDS: Final = 20.0  # no round begins later: other work wants its turn
logger = logging.getLogger(__name__)
chance = SystemRandom()


def in_rounds(seconds: float = SECONDS) -> Iterator["Claims"]:
    """One round after another until nothing is due, or other work wants its turn."""
    until = monotonic() + seconds
    while monotonic() < until:
        claims = Claims()
        yield claims
        if not claims.looked_at:
            return


class Claims:
    """What one round has to ask. Each probe has its next time before it is asked."""

    def __init__(self) -> None:
        self.now, self.looked_at = timezone.now(), 0
        self.questions: dict[int, Question] = {}
        windows = MaintenanceWindow.objects.now()
        self.away = set(windows.values_list("items", flat=True))

    def take(self, probe: Probe) -> None:
        self.looked_at += 1
        if not probe.is_on:
            return
        probe.due_at = next_time(probe, self.now)
        if probe.item.lifecycle not in RUNNING:
            if probe.state != ProbeState.UNKNOWN:
                rest(probe)
        elif probe.item_id not in self.away and not is_quiet(probe, self.now):
            self.questions[probe.pk] = question_of(probe)

    def ask(self) -> int:
        """All at once; counts what was asked."""
        return _ask_all(self.questions)


def next_time(probe: Probe, now: datetime) -> datetime:
    """Not all at the same minute, and never two in step for long."""
    share = chance.uniform(1 - JITTER, 1 + JITTER)
    return now + timedelta(minutes=probe.every_minutes) * share


def is_quiet(probe: Probe, now: datetime) -> bool:
    """Whether it is in its quiet period, which may go over midnight."""
    if probe.quiet_from is None or probe.quiet_until is None:
        return False
    return _between(probe.quiet_from, timezone.localtime(now).time(), probe.quiet_until)


def _between(first: time, moment: time, last: time) -> bool:
    if first <= last:
        return first <= moment < last
    return moment >= first or moment < last


def _ask_all(questions: Mapping[int, Question]) -> int:
    with ThreadPoolExecutor(max_workers=AT_ONCE) as callers:
        asked: dict[Future[Reply], int] = {
            callers.submit(ask, question): pk for pk, question in questions.items()
        }
        for answer in as_completed(asked):
            pk = asked[answer]
            if error := answer.exception():
                logger.error("Probe %s: %s", pk, type(error).__name__)
                continue
            write(pk, questions[pk], answer.result())
    return len(questions)
