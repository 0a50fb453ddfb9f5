"""Start everything, say where it is, and wait for Ctrl-C."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

from portal.localdb import cluster
from portal.localdb.errors import LocalDatabaseError, in_plain_words
from portal.run import checks
from portal.run.checks import CannotStartError
from portal.run.children import Child, end

DEMO_PEOPLE = (
    "trainee technologist clinician agent educator assessor assets lead auditor admin"
)
FIRST_ANSWER_SECONDS = 90


class Ending:
    """Whether a signal has asked for the end. Until there are children to be ended in
    order, it is an interruption like any other."""

    def __init__(self) -> None:
        self.wanted = False
        self.in_order = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.wanted = True
        if not self.in_order:
            raise KeyboardInterrupt


def main() -> None:
    ending = Ending()
    port = checks.port_wanted()
    data = Path(os.environ.get("PORTAL_DATA") or ".data").resolve()
    os.environ |= {"PORTAL_DATA": str(data), "PORT": str(port)}
    checks.claim(data, port)
    with checks.listen(port) as socket, in_plain_words(data):
        checks.database_answers()
        children = programs(data, socket.fileno())
        try:
            prepare()
            ending.in_order = True
            serve(children, ending, port)
        finally:
            ending.in_order = True
            say("Stopping …")
            end(children)
            cluster.release(data)


def prepare() -> None:
    """Import late: a taken port is told of at once, without loading Django."""
    from portal.run import steps

    for step, sentence in (
        (steps.set_up, ""),
        (steps.migrate, "Preparing the database …"),
        (steps.collect_static, "Preparing static files …"),
        (steps.seed, "Preparing the demo hospital …"),
        (steps.let_go, ""),
    ):
        if sentence:
            say(sentence)
        step()


def programs(data: Path, socket: int) -> list[Child]:
    logs = data / "logs"
    logs.mkdir(exist_ok=True)
    python = sys.executable
    web = f"--bind fd://{socket} --workers 2 --threads 4 --worker-class gthread"
    web += " --timeout 120 --graceful-timeout 5 --no-control-socket"
    web += " --limit-request-line 8190"
    worker = "--pool prefork --concurrency 2 --loglevel INFO"
    worker += " --without-gossip --without-mingle --without-heartbeat"
    celery = [python, "-m", "celery", "--app", "portal"]
    schedule = ["--pidfile=", "--schedule", str(data / "schedule")]
    return [
        Child(
            "web server",
            [python, "-m", "gunicorn", "portal.wsgi", *web.split()],
            logs / "web.log",
            pass_fds=(socket,),
        ),
        Child("worker", [*celery, "worker", *worker.split()], logs / "worker.log"),
        Child("schedule", [*celery, "beat", *schedule], logs / "schedule.log"),
    ]


def serve(children: list[Child], ending: Ending, port: int) -> None:
    told, give_up = False, time.monotonic() + FIRST_ANSWER_SECONDS
    while not ending.wanted:
        for child in children:
            child.look_after(say)
        if not told and (answers(port) or time.monotonic() > give_up):
            told = True
            welcome(port)
        time.sleep(0.2)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True  # it is up, and says itself what it lacks
    except OSError:
        return False


def welcome(port: int) -> None:
    password = os.environ.get("DEMO_PASSWORD") or "reading-room"
    say("")
    say(f"Reading Room is open at http://localhost:{port}")
    say(f"Sign in as NAME@demo.example with the password {password}, where NAME is")
    say(f"one of {', '.join(DEMO_PEOPLE.split())}.")
    say("Ctrl-C stops it; what you did is kept.")


def say(sentence: str) -> None:
    with suppress(OSError):  # the terminal may be gone by now
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except (CannotStartError, LocalDatabaseError) as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
