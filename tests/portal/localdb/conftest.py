"""Data folders to start databases in, and processes that use them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.localdb import server

ROOT = Path(__file__).resolve().parents[3]
IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root meets this")


@dataclass
class Holder:
    """One process that uses the database, and what it was told of it."""

    process: subprocess.Popen[str]
    host: str = ""
    release: str = ""
    home: str = ""
    server: int = 0

    def hear(self) -> "Holder":
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self.host, self.release = told["host"], told["release"]
        self.home, self.server = told["home"], told["server"]
        return self

    def leave(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(60) == 0

    def ask(self, question: str) -> Any:
        with psycopg.connect(
            host=self.host, port=server.PORT, user="portal", dbname="portal"
        ) as connection:
            rows = connection.execute(question)
            return rows.fetchone() if rows.description else None


Use = Callable[..., Holder]


@pytest.fixture
def use(request: pytest.FixtureRequest) -> Iterator[Use]:
    """Start a process that uses the database of a folder."""
    holders: list[Holder] = []

    def begin(data: Path, *then: str, **environment: str) -> Holder:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.portal.localdb.holder", str(data), *then],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        holders.append(Holder(process))
        return holders[-1]

    yield begin
    for holder in holders:
        holder.process.kill()
        holder.process.wait()
        for stream in (holder.process.stdin, holder.process.stdout):
            assert stream is not None
            stream.close()
        if holder.home:
            server.stop(Path(holder.home) / "cluster")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may pass through, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="rr-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    for pointer in made.rglob("place"):
        shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
    shutil.rmtree(made, ignore_errors=True)


def ends(pid: int) -> bool:
    """Whether this process has gone, or goes within a few seconds."""
    for _ in range(200):
        if not server._runs(pid):
            return True
        time.sleep(0.05)
    return False
