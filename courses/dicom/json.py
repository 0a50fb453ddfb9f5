"""The DICOM JSON model (PS3.18 Annex F), bulk data named by address."""

import json
from collections.abc import Collection
from typing import Any

from pydicom import Dataset
from pydicom.datadict import tag_for_keyword

Model = dict[str, Any]
PIXEL_DATA = "7FE00010"
_LARGE = 1024


def model_of(header: Dataset, *, base: str, frames: int) -> Model:
    """An instance's metadata. `base` is the address of the instance itself."""

    def address(element: Any) -> str:
        return f"{base}/bulkdata/{element.tag.group:04X}{element.tag.element:04X}"

    model: Model = header.to_json_dict(
        bulk_data_threshold=_LARGE,
        bulk_data_element_handler=address,
        suppress_invalid_tags=True,
    )
    if frames:
        kind = "OW" if int(header.get("BitsAllocated") or 8) > 8 else "OB"
        model[PIXEL_DATA] = {"vr": kind, "BulkDataURI": f"{base}/frames"}
    return dict(sorted(model.items()))


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
