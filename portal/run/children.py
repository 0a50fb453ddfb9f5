"""Keeps a few programs running, starts again what falls over, and ends them all."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LARGEST_LOG = 5_000_000
STEADY_SECONDS = 60
LONGEST_WAIT = 30
GRACE_SECONDS = 8
COLD_SECONDS = 3
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(slots=True)
class Child:
    """One program: what to run, where its words go, and how it fares."""

    name: str
    command: Sequence[str]
    log: Path
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    wait: int = field(default=1)

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            # A group of its own: Ctrl-C reaches this program alone, which then ends
            # the others in order.
            self.process = subprocess.Popen(  # noqa: S603 - see steps
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                pass_fds=self.pass_fds,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread runs here
            )
        self.started_at = time.monotonic()

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start what has stopped by itself, each time after a longer wait."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            steady = now - self.started_at > STEADY_SECONDS
            self.wait = 1 if steady else min(self.wait * 2, LONGEST_WAIT)
            self.start_at = now + self.wait
            self.process = None
            say(
                f"The {self.name} stopped by itself ({_how(code)}) and is started again"
                f" in {self.wait} s; {self.log} tells more."
            )

    def signal(self, number: signal.Signals, *, whole_group: bool = False) -> None:
        if self.process is None:
            return
        try:
            if whole_group:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                os.kill(self.process.pid, number)
        except ProcessLookupError:
            return

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


def end(children: Sequence[Child]) -> None:
    """Ask, insist, and at last clear away; a job that is cut off is taken up again."""
    for number, seconds in (
        (signal.SIGTERM, GRACE_SECONDS),
        (signal.SIGQUIT, COLD_SECONDS),
    ):
        for child in children:
            child.signal(number)
        if _wait(children, seconds):
            break
    for child in children:
        child.signal(signal.SIGKILL, whole_group=True)
    _wait(children, COLD_SECONDS)


def _wait(children: Sequence[Child], seconds: float) -> bool:
    give_up = time.monotonic() + seconds
    while not all(child.has_ended() for child in children):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"


def _die_with_parent() -> None:
    """After kill -9 of the parent its children end too, on Linux."""
    if LIBC is not None:
        LIBC.prctl(DIE_WITH_PARENT, signal.SIGTERM)
