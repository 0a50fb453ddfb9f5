"""The programs of `make run` are kept running, and ended without remains."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.run import children
from portal.run.children import Child, end

ROOT = Path(__file__).resolve().parents[3]
STUBBORN = """
import signal, subprocess, sys, time
for number in (signal.SIGTERM, signal.SIGQUIT):
    signal.signal(number, signal.SIG_IGN)
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(helper.pid, flush=True)
time.sleep(60)
"""

Make = Callable[[str], Child]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Child] = []

    def a_child(program: str) -> Child:
        log = tmp_path / f"{len(made)}.log"
        made.append(Child("worker", [sys.executable, "-c", program], log))
        return made[-1]

    yield a_child
    for child in made:
        child.signal(signal.SIGKILL, whole_group=True)
        if child.process is not None:
            child.process.wait()


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]
    except FileNotFoundError:
        return False


def test_what_falls_over_is_started_again_and_said_so(make: Make) -> None:
    child, said = make("print('here', flush=True); raise SystemExit(3)"), []
    child.look_after(said.append)
    assert child.process is not None
    first = child.process.pid
    child.process.wait()

    child.look_after(said.append)
    waiting = child.process is None
    child.start_at = 0
    child.look_after(said.append)

    assert waiting
    assert child.process is not None
    assert child.process.pid != first
    assert len(said) == 1
    assert "The worker stopped by itself (exit 3)" in said[0]
    assert str(child.log) in said[0]


def test_each_time_it_waits_longer_until_it_has_been_steady(make: Make) -> None:
    child, waits = make("raise SystemExit(1)"), []
    for _ in range(7):
        child.start()
        assert child.process is not None
        child.process.wait()
        child.look_after(lambda sentence: None)
        waits.append(child.wait)

    child.start()
    assert child.process is not None
    child.process.wait()
    child.started_at -= children.STEADY_SECONDS + 1
    child.look_after(lambda sentence: None)

    assert waits == [2, 4, 8, 16, 30, 30, 30]
    assert child.wait == 1


def test_who_will_not_end_is_ended_with_its_helpers(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "GRACE_SECONDS", 0.3)
    monkeypatch.setattr(children, "COLD_SECONDS", 0.3)
    child = make(STUBBORN)
    child.start()
    wait_until(lambda: child.log.exists() and child.log.read_text().endswith("\n"))
    helper = int(child.log.read_text())

    end([child])

    assert child.process is not None
    assert child.process.poll() == -signal.SIGKILL
    wait_until(lambda: not is_alive(helper))


def test_ctrl_c_in_the_terminal_does_not_reach_them(make: Make) -> None:
    child = make("import time; time.sleep(60)")
    child.start()
    assert child.process is not None

    assert os.getpgid(child.process.pid) == child.process.pid
    assert os.getsid(child.process.pid) == os.getsid(0)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone can do this")
def test_after_kill_9_of_the_start_its_programs_end_too(tmp_path: Path) -> None:
    program = f"""
import pathlib, sys, time
from portal.run.children import Child
log = pathlib.Path({str(tmp_path / "log")!r})
child = Child("worker", [sys.executable, "-c", "import time; time.sleep(60)"], log)
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.3)  # until its own program runs
        assert is_alive(pid)

        parent.kill()

        wait_until(lambda: not is_alive(pid))
