"""kombu's folder of messages, made safe against a process that dies as it writes.

kombu opens a file under its last name and fills it afterwards. Whoever reads in
between finds half a message, or an empty table of queues, and the worker ends. Here
each file is whole before it has its name."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

Table = list[filesystem.exchange_queue_t]


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        moment = int(monotonic() * 1000)
        _write(folder / f"{moment}_{uuid4()}.{queue}.msg", payload)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        """A letter that cannot be read is gone; its row is still due."""
        while True:
            try:
                letter: dict[str, Any] = super()._get(queue)
            except ValueError:
                continue
            return letter

    def get_table(self, exchange: str) -> Table:
        try:
            table: Table = super().get_table(exchange)
        except ValueError:
            return []
        return table

    def _queue_bind(
        self, exchange: str, routing_key: str, pattern: str, queue: str
    ) -> None:
        entry = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue)
        self._rewrite(exchange, lambda table: [entry, *_without(table, entry)])

    def _delete(
        self,
        queue: str,
        exchange: str,
        routing_key: str,
        pattern: str,
        *_: Any,
        **__: Any,
    ) -> None:
        self._purge(queue)
        entry = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue)
        self._rewrite(exchange, lambda table: _without(table, entry))

    def _rewrite(self, exchange: str, change: Callable[[Table], Table]) -> None:
        file = self._exchange_file(exchange)
        with _alone_in(Path(self.control_folder)):
            before = self.get_table(exchange)
            after = change(before)
            if after != before:
                _write(file, after)


class Transport(filesystem.Transport):
    Channel = Channel

    @property
    def default_connection_params(self) -> dict[str, int]:
        """A folder has no host, so none is missed: kombu would warn of it."""
        return {"port": self.default_port}


def _without(table: Table, entry: filesystem.exchange_queue_t) -> Table:
    return [one for one in table if one != entry]


def _write(file: Path, content: object) -> None:
    """Whole, or not at all."""
    draft = file.with_name(f".{uuid4()}")
    draft.write_bytes(str_to_bytes(dumps(content)))
    draft.replace(file)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Every process that binds a queue takes its turn."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
