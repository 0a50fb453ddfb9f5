"""Files as they come off a line: chunk by chunk into quarantine, never whole in
memory."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from courses.studies.keeping import quarantine


class Arriving:
    """A file in quarantine that is written as its bytes come, in the shape of a
    NamedTemporaryFile, as pynetdicom wants one.

    A disk that is full is not raised in the thread that reads the line, where it
    would end the association unanswered: it is remembered for the answer."""

    def __init__(self, **_: Any) -> None:
        self.failure: OSError | None = None
        self.name = ""
        self._inner: IO[bytes] | None = None
        self._try(self._open)

    @property
    def path(self) -> Path:
        return Path(self.name)

    @property
    def file(self) -> Self:
        """Flushed by `.file.flush()`."""
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
