"""Reading what authors write in YAML: every complaint names file and line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

LONGEST_FILE = 200_000


class Flawed(Exception):  # noqa: N818 - it is an answer to an author
    """Something in an author's file cannot be taken as it is."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path.name}, line {line}: {message}")


class _Mapping(dict[str, Any]):
    """A mapping that knows the line of each of its keys."""

    line: int
    lines: dict[str, int]


class _Loader(yaml.SafeLoader):
    pass


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> Iterator[_Mapping]:
    made = _Mapping()
    made.line = node.start_mark.line + 1
    made.lines = {}
    yield made
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in made:
            mark = key_node.start_mark
            raise yaml.MarkedYAMLError(
                problem=f"{key} is here twice", problem_mark=mark
            )
        made[key] = loader.construct_object(value_node, deep=True)
        made.lines[key] = key_node.start_mark.line + 1


_Loader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping
)


def read_text(path: Path) -> str:
    if not path.is_file():
        raise Flawed(path, 1, "there is no such file")
    if path.stat().st_size > LONGEST_FILE:
        raise Flawed(path, 1, f"longer than {LONGEST_FILE:,} bytes")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Flawed(path, line, "is not UTF-8") from error


def read_yaml(path: Path) -> "Spec":
    text = read_text(path)
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader of ours
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Flawed(path, line, str(error.problem)) from error
    if not isinstance(found, _Mapping):
        raise Flawed(path, 1, "begins with `name: value` lines")
    return Spec(path, found)


class Spec:
    """One mapping of a file; each value is asked for by its name and kind."""

    def __init__(self, path: Path, mapping: _Mapping) -> None:
        self.path, self._mapping = path, mapping

    def __contains__(self, key: str) -> bool:
        return key in self._mapping

    def keys(self) -> list[str]:
        return list(self._mapping)

    def line(self, key: str = "") -> int:
        return self._mapping.lines.get(key, self._mapping.line)

    def fail(self, message: str, key: str = "") -> NoReturn:
        raise Flawed(self.path, self.line(key), message)

    def only(self, *known: str) -> "Spec":
        for key in self._mapping:
            if key not in known:
                self.fail(f"{key} is none of {', '.join(known)}", key)
        return self

    def text(
        self, key: str, *, longest: int = 20_000, default: str | None = None
    ) -> str:
        value = self._mapping.get(key, default)
        if value is None:
            self.fail(f"{key} is missing")
        if not isinstance(value, str):
            self.fail(f"{key} must be text; put it in quotes", key)
        if len(value) > longest:
            self.fail(f"{key} has {len(value)} characters, {longest} at most", key)
        return value.strip()

    def number(
        self, key: str, low: float, high: float, *, default: float | None = None
    ) -> float:
        value = self._mapping.get(key, default)
        if value is None:
            self.fail(f"{key} is missing")
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(f"{key} must be a number", key)
        if not low <= value <= high:
            self.fail(f"{key} is {value}; it lies between {low} and {high}", key)
        return value

    def whole(
        self, key: str, low: int, high: int, *, default: int | None = None
    ) -> int:
        value = self.number(key, low, high, default=default)
        if value != int(value):
            self.fail(f"{key} must be a whole number", key)
        return int(value)

    def flag(self, key: str) -> bool:
        value = self._mapping.get(key, False)
        if not isinstance(value, bool):
            self.fail(f"{key} is true or false", key)
        return value

    def pair(self, key: str) -> tuple[float, float]:
        value = self._mapping.get(key)
        if not (
            isinstance(value, list)
            and len(value) == 2
            and all(isinstance(one, int | float) for one in value)
        ):
            self.fail(f"{key} must be two numbers: [column, row]", key)
        return float(value[0]), float(value[1])

    def levels(self, key: str) -> dict[str, int]:
        """{"IM1": 2}; empty where the key is missing."""
        value = self._mapping.get(key)
        if value is None:
            return {}
        if not isinstance(value, _Mapping):
            self.fail(f"{key} must be `code: level` pairs", key)
        inner = Spec(self.path, value)
        return {code: inner.whole(code, 1, 4) for code in value}

    def plain(self, key: str) -> dict[str, Any]:
        """Words and numbers by name; empty where the key is missing."""
        value = self._mapping.get(key)
        if value is None:
            return {}
        if not isinstance(value, _Mapping):
            self.fail(f"{key} must be `name: value` lines", key)
        return dict(value)

    def inner(self, key: str) -> "Spec":
        value = self._mapping.get(key)
        if not isinstance(value, _Mapping):
            self.fail(f"{key} must be `name: value` lines", key)
        return Spec(self.path, value)

    def items(self, key: str, *, least: int = 1) -> list["Spec"]:
        value = self._mapping.get(key, [])
        if not isinstance(value, list) or len(value) < least:
            self.fail(f"{key} must be a list of at least {least}", key)
        for one in value:
            if not isinstance(one, _Mapping):
                self.fail(f"each of {key} must be `name: value` lines", key)
        return [Spec(self.path, one) for one in value]


def spec_of(found: dict[str, Any]) -> Spec:
    """What a page's form came to, to be read as an author's file is."""
    told = yaml.load(yaml.safe_dump(found), Loader=_Loader)  # noqa: S506 - as above
    return Spec(Path("form"), told)
