"""All that an original tells of a person, an examination or a device, to be looked for
in its copy."""

from collections.abc import Iterator

from courses.dicom.proof import frames, shape
from courses.dicom.proof.elements import Walked
from courses.dicom.proof.needles import Needle, of_value
from courses.dicom.proof.options import keeps
from courses.dicom.proof.values import CHARSET, Values

_STRAY = 1 << 20
_METHOD_CODES = 0x00120064


def needles_of(
    source: Walked, before: Values, methods: frozenset[bytes] = frozenset()
) -> dict[bytes, Needle]:
    """Each once: what names a person outweighs what also does something else. What an
    option in `methods` keeps is no secret, unless something else says it as well; and
    of what is no secret, a few letters tell nothing."""
    found: dict[bytes, Needle] = {}
    for needles in _told(source, before):
        for needle in needles:
            is_secret = needle.who and not keeps(methods, needle.tag)
            known = found.get(needle.low)
            if is_secret and (known is None or not known.who):
                found[needle.low] = needle
            elif known is None and needle.kind != "short":
                found[needle.low] = needle._replace(who=is_secret)
    return found


def _told(source: Walked, before: Values) -> Iterator[tuple[Needle, ...]]:
    declared = before.get(CHARSET, [b""])[0]
    data = source.data
    for path, tag, kind, start, stop in source.leaves:
        is_ours = bool(path) and path[-1] == _METHOD_CODES
        if stop > start and tag & 0xFFFF and not is_ours:
            yield of_value(tag, kind, bytes(data[start:stop]), declared)
    for raw in [data[:128] if data[128:132] == b"DICM" else b"", *_strays(source)]:
        yield of_value(0, b"OB", bytes(raw), declared)
    for raw in [*frames.surplus(source, before), *_behind_tables(source, before)]:
        yield of_value(0, b"OB", bytes(raw), declared)


def _behind_tables(source: Walked, before: Values) -> Iterator[bytes]:
    for path, tag, _kind, start, stop in source.leaves:
        if tag in shape.TABLES:
            yield source.data[start + shape.table_size(before, path, tag) : stop]


def _strays(source: Walked) -> Iterator[bytes]:
    for start, stop in source.strays:
        yield source.data[start : min(stop, start + _STRAY)]
