"""Reads YAML with the library in C where the machine has it: ten times as fast."""

from typing import Any, Final

import yaml

Loader: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str) -> Any:
    return yaml.load(text, Loader=Loader)  # noqa: S506 - it is a safe one
