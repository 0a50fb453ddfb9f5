"""The DICOM JSON model (PS3.18 Annex F), bulk data named by address."""

import json
from collections.abc import Collection
from typing import Any

from pydicom import DataElement, Dataset, config
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.tag import BaseTag

from courses.dicom import plain
from courses.dicom.reading import DAMAGE

Model = dict[str, Any]
PIXEL_DATA = "7FE00010"
_LARGE = 1024


def model_of(header: Dataset, *, base: str, frames: int) -> Model:
    """An instance's metadata. `base` is the address of the instance itself."""

    def address(element: DataElement) -> str:
        return f"{base}/bulkdata/{_path_to(header, element)}"

    model: Model = {}
    for tag in sorted(header.keys()):
        found = _element(header, tag, address)
        if found is not None:
            model[f"{tag:08X}"] = found
    if frames:
        kind = "OW" if int(header.get("BitsAllocated") or 8) > 8 else "OB"
        model[PIXEL_DATA] = {"vr": kind, "BulkDataURI": f"{base}/frames"}
    return model


def _element(header: Dataset, tag: BaseTag, address: Any) -> Model | None:
    """None where the value breaks its own rules: it is left out."""
    raw = header.get_item(tag)
    if isinstance(raw, RawDataElement) and (found := plain.element(raw)) is not None:
        return found
    try:
        with config.strict_reading():
            return header[tag].to_json_dict(address, _LARGE)
    except DAMAGE:
        return None


def _path_to(header: Dataset, wanted: DataElement) -> str:
    """`00283006`, or `00283000/1/00283006`: the way down, items counted from one."""
    for element in header:
        if element is wanted:
            return f"{element.tag:08X}"
        if element.VR == "SQ":
            for number, item in enumerate(element.value, 1):
                if way := _path_to(item, wanted):
                    return f"{element.tag:08X}/{number}/{way}"
    return ""


def bulk_at(header: Dataset, path: str) -> bytes | None:
    """The bytes that `BulkDataURI` names; None where there are none."""
    *way, last = path.split("/")
    inner: Dataset | None = header
    for tag, number in zip(way[::2], way[1::2], strict=True):
        inner = _item(inner, int(tag, 16), int(number)) if inner else None
    found = inner.get(int(last, 16)) if inner else None
    value = found.value if isinstance(found, DataElement) else None
    return value if isinstance(value, bytes) else None


def _item(dataset: Dataset, tag: int, number: int) -> Dataset | None:
    element = dataset.get(tag)
    if element is None or element.VR != "SQ" or not 0 < number <= len(element.value):
        return None
    found: Dataset = element.value[number - 1]
    return found


def without(model: Model, hidden: Collection[str]) -> Model:
    """The same, with attributes taken out at every depth, by keyword."""
    tags = {f"{tag:08X}" for word in hidden if (tag := tag_for_keyword(word))}
    return _pruned(model, tags) if tags else model


def _pruned(model: Model, tags: Collection[str]) -> Model:
    kept: Model = {}
    for tag, element in model.items():
        if tag in tags:
            continue
        if element.get("vr") == "SQ" and "Value" in element:
            items = [_pruned(item, tags) for item in element["Value"]]
            kept[tag] = {**element, "Value": items}
        else:
            kept[tag] = element
    return kept


def compact(models: list[Model]) -> bytes:
    """As bytes, without a space to spare."""
    return json.dumps(models, separators=(",", ":"), ensure_ascii=False).encode()
