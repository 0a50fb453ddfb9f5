"""What is served from `static/`: all but the viewer's source, which Vite builds."""

from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder

SOURCE = "viewer"


class ServedFinder(FileSystemFinder):
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return super().list([*(ignore_patterns or []), SOURCE])
