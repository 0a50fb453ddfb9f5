"""Datasets as they come off the line: chunk by chunk into quarantine, never whole in
memory."""

import logging
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from pynetdicom import _config, dimse_messages
from pynetdicom.association import Association

from courses.studies import quarantine


class Arriving:
    """What pynetdicom writes a dataset into, in the shape of a NamedTemporaryFile.

    A disk that is full is not raised in the thread that reads the line, where it
    would end the association unanswered: it is remembered for the answer."""

    def __init__(self, **_: Any) -> None:
        self.failure: OSError | None = None
        self.name = ""
        self._inner: IO[bytes] | None = None
        self._try(self._open)

    @property
    def file(self) -> Self:
        """pynetdicom flushes by `.file.flush()`."""
        return self

    def _open(self) -> None:
        folder = quarantine.inner(quarantine.ARRIVING)
        self._inner = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed when answered
            dir=folder, suffix=".line", delete=False
        )
        self.name = self._inner.name

    def write(self, data: bytes) -> int:
        if self._inner is not None:
            self._try(lambda: self._inner.write(data))  # type: ignore[union-attr]
        return len(data)

    def flush(self) -> None:
        if self._inner is not None:
            self._try(self._inner.flush)

    def close(self) -> None:
        if self._inner is not None:
            with suppress(OSError):
                self._inner.close()

    def drop(self) -> None:
        self.close()
        if self.name:
            Path(self.name).unlink(missing_ok=True)

    def _try(self, step: Callable[[], object]) -> None:
        if self.failure is None:
            try:
                step()
            except OSError as error:
                self.failure = error


def prepare() -> None:
    """Have pynetdicom write datasets by us, and say nothing of what is in them."""
    _config.STORE_RECV_CHUNKED_DATASET = True
    _config.LOG_HANDLER_LEVEL = "none"
    _config.LOG_REQUEST_IDENTIFIERS = False
    _config.LOG_RESPONSE_IDENTIFIERS = False
    dimse_messages.NamedTemporaryFile = Arriving  # type: ignore[attr-defined]
    # Its words may quote a dataset; ours say who and how many, and no more.
    logging.getLogger("pynetdicom").setLevel(logging.CRITICAL + 1)


def drop_half(association: Association) -> None:
    """What came of a dataset when the line broke."""
    half = getattr(association.dimse.message, "_data_set_file", None)
    if isinstance(half, Arriving):
        half.drop()
