"""Whether an advisory speaks of a device: maker, model and version. Plain Python."""

import re
from collections.abc import Sequence

_PART = re.compile(r"\d+|[a-z]+")


def order_of(version: str) -> tuple[tuple[int, int, str], ...]:
    """A version as people count it: "VB9" before "VB40", "2.10" after "2.9"; "11.0"
    before "11.0.3"; letters after a number come after the bare number."""
    parts = _PART.findall(version.lower())
    return tuple(
        (1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts
    )


def is_between(version: str, first: str, last: str) -> bool:
    """Both ends included; an end that is not given is open. "11.0.3" is within an
    end of "11.0": the notice means all of that version."""
    here = order_of(version)
    if first and here < order_of(first):
        return False
    end = order_of(last)
    return not last or here[: len(end)] <= end


def is_named(name: str, wanted: str) -> bool:
    """Names as people write them: case, spaces and dashes do not count."""
    return _plain(name) == _plain(wanted)


def speaks_of(
    *,
    manufacturer: str,
    models: Sequence[str],
    first: str,
    last: str,
    device: tuple[str, str, str],
) -> bool:
    """`device`: its manufacturer, model and version. A device whose version nobody
    wrote down counts: somebody has to look."""
    made_by, model, version = device
    if not is_named(made_by, manufacturer):
        return False
    if models and not any(is_named(model, one) for one in models):
        return False
    return not version or is_between(version, first, last)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())
