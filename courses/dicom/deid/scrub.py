"""Clean the elements of one object, whoever read them: bytes in, bytes out.

The answer for the same bytes is the same for all files of a patient, so it is kept:
most of a header repeats from slice to slice. What is kept stays in this process."""

from collections.abc import Iterable
from copy import copy

from courses.dicom.deid import attributes, coded, encoding, leaves, tables, walker
from courses.dicom.deid.options import Option
from courses.dicom.deid.patients import Patient
from courses.dicom.deid.policy import TABLES, Act, Plan, Policy
from courses.dicom.deid.privates import Blocks
from courses.dicom.deid.texts import Codec, codec
from courses.dicom.deid.walker import Element, Level, OddError, Span

Note = tuple[str, str]  # what was done, and to which attribute
Made = tuple[bytes, list[Note]]
_CHARSET, _CODE = 0x00080005, 0x00080100
_LONGEST_KEPT, _MOST_KEPT = 512, 4_000
_SHARED = TABLES | tables.DESCRIPTORS  # read together, so never kept by themselves


class Scrubber:
    """One patient's objects of one class, under one profile."""

    def __init__(
        self, policy: Policy, patient: Patient, secret: bytes, codec: Codec
    ) -> None:
        self.policy, self.patient, self.codec = policy, patient, codec
        self.leaf = leaves.Leaf(policy.profile, patient, secret)
        self.keeps_private = Option.RETAIN_SAFE_PRIVATE in policy.profile.options
        self._kept: dict[bytes, Made] = {}

    def spans(
        self, data: bytes, found: Iterable[Span], *, implicit: bool
    ) -> tuple[dict[int, bytes], list[Note]]:
        """A top level as the walker found it: the fast way."""
        clean: dict[int, bytes] = {}
        notes: list[Note] = []
        shared: Level = []
        for tag, vr, at, start, stop in found:
            if tag in _SHARED or (self.keeps_private and tag >> 16 & 1):
                shared.append((tag, vr, data[start:stop], implicit or vr == "UN"))
                continue
            whole = data[at:stop]
            made = self._kept.get(whole)
            if made is None:
                inner = implicit or vr == "UN"
                made = self.element((tag, vr, data[start:stop], inner))
                self._keep(whole, made)
            if made[0]:
                clean[tag] = made[0]
            notes += made[1]
        if shared:
            clean.update(self.level(shared, notes))
        return clean, notes

    def _keep(self, whole: bytes, made: Made) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        if len(whole) <= _LONGEST_KEPT:
            self._kept[whole] = made

    def level(self, elements: Level, notes: list[Note]) -> dict[int, bytes]:
        """The elements of one dataset, top or item, that may stay."""
        clean: dict[int, bytes] = {}
        described = tables.described(elements)
        blocks = Blocks(elements) if self.keeps_private else None
        for element in elements:
            tag = element[0]
            if tag in TABLES:
                written, noted = self._table(element, described)
            elif blocks is not None and tag >> 16 & 1:
                tag, written, noted = self._private(element, blocks)
            else:
                written, noted = self.element(element)
            if written:
                clean[tag] = written
            notes += noted
        if blocks is not None:
            clean.update(blocks.creators)
        return clean

    def element(self, element: Element) -> Made:
        """What is written of one element, and what is said of it."""
        tag, vr, value, implicit = element
        plan = self.policy.plan(tag, vr)
        if plan.act is Act.SEQUENCE:
            return self._sequence(plan, value, implicit=implicit)
        if plan.act in (Act.REMOVE, Act.EMPTY, Act.DUMMY) or isinstance(value, list):
            return _gone(plan, plan.act if isinstance(value, bytes) else Act.REMOVE)
        clean = self.leaf.cleaned(plan, value, self.codec)
        if clean is None:
            return _gone(plan, plan.lost)
        done = "replaced" if plan.act is Act.UID else "kept"
        return encoding.element(tag, plan.vr, clean), [(done, plan.keyword)]

    def _private(
        self, element: Element, blocks: Blocks
    ) -> tuple[int, bytes, list[Note]]:
        tag, written = blocks.cleaned(element, self.leaf, self.codec)
        if written is None:
            return tag, b"", [("removed", "private")]
        return tag, written, [("kept", "private")]

    def _table(self, element: Element, described: tables.Described) -> Made:
        plan = self.policy.plan(element[0], element[1])
        cut = tables.cut(element, described) if plan.act is Act.TABLE else None
        if cut is None:
            return _gone(plan, Act.REMOVE)
        return encoding.element(plan.tag, plan.vr, cut), [("kept", plan.keyword)]

    def _sequence(
        self, plan: Plan, value: bytes | list[Level], *, implicit: bool
    ) -> Made:
        notes: list[Note] = []
        try:
            items = value if isinstance(value, list) else _items(value, implicit)
        except walker.MoreError as short:
            raise OddError from short
        contents = [self._item(item, notes) for item in items]
        kept = [content for content in contents if content is not None]
        if items and not any(kept):
            return _gone(plan, plan.lost)
        notes.append(("kept", plan.keyword))
        return encoding.sequence(plan.tag, kept), notes

    def _item(self, item: Level, notes: list[Note]) -> bytes | None:
        """An item as it may stay; a coded concept that nobody knows does not."""
        inner = self._reading(item)
        plain = [element for element in item if element[0] != _CHARSET]
        if not any(element[0] == _CODE for element in item):
            return encoding.joined(inner.level(plain, notes))
        concept = coded.clean(item)
        if concept is None:
            return None
        nested = [one for one in plain if self._is_sequence(one)]
        return encoding.joined({**inner.level(nested, notes), **concept})

    def _is_sequence(self, element: Element) -> bool:
        return self.policy.plan(element[0], element[1]).act is Act.SEQUENCE

    def _reading(self, item: Level) -> "Scrubber":
        """An item may have a character set of its own."""
        for tag, _vr, value, _implicit in item:
            if tag == _CHARSET and isinstance(value, bytes):
                inner = copy(self)
                inner.codec = codec(value)
                return inner
        return self


def _items(value: bytes, implicit: bool) -> list[Level]:  # noqa: FBT001
    return walker.items(value, implicit=implicit)


def _gone(plan: Plan, act: Act) -> Made:
    """Removed, emptied, or given a dummy where a value must stand."""
    if act not in (Act.EMPTY, Act.DUMMY):
        return b"", [("removed", plan.name)]
    if act is Act.DUMMY:
        value = attributes.DUMMIES.get(plan.vr, "").encode()
        return encoding.element(plan.tag, plan.vr, value), [("emptied", plan.keyword)]
    return plan.empty, [("emptied", plan.keyword)]
