"""Each link of each starter case: the series and the image that it names exist, and its
window is one that a person would read in. No pixel is drawn here."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from pydicom import dcmread

from courses import phantoms
from courses.studies import demo
from courses.studies.cases import loading, opening

FILES = sorted(loading.STARTER.glob("*.yaml"))
LINK = re.compile(r"\]\(#([^)]*)\)")
# Widest and narrowest window, lowest and highest centre, in the unit of the modality.
WINDOWS = {
    "CT": ((20, 4000), (-1000, 1500)),
    "MR": ((20, 5000), (0, 4000)),
    "DX": ((20, 65536), (0, 65536)),
    "CR": ((20, 65536), (0, 65536)),
    "US": ((1, 256), (0, 256)),
    "NM": ((1, 4096), (0, 4096)),
}


def said(path: Any) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def views() -> Iterator[Any]:
    for path in FILES:
        words = said(path)
        texts = [words["opening"], *LINK.findall(words["discussion"])]
        for place, text in enumerate(texts):
            yield pytest.param(path, text, id=f"{path.stem}-{place}")


def shelves(words: dict[str, Any]) -> tuple[str, list[int]]:
    """Modality, and how many images each series holds, from recipe or sample."""
    recipe = words.get("phantom")
    if recipe is None:
        sample = demo.sample(words["study"])
        assert sample is not None
        image = dcmread(sample, stop_before_pixels=True)
        return image.Modality, [int(image.get("NumberOfFrames") or 1)]
    phantom = phantoms.CATALOGUE[recipe["code"]]
    options = {**phantom.options, **recipe["options"]}
    if phantom.modality in {"CT", "MR"}:
        series = len(options.get("sequences", [1]))
        return phantom.modality, [options["slices"]] * series
    if phantom.modality == "US":
        return "US", [options["frames"]]
    return phantom.modality, [1] * (2 if options.get("views") == "both" else 1)


def priors(words: dict[str, Any]) -> list[int]:
    return shelves(words["prior"])[1] if "prior" in words else []


def is_there(series: str, image: str, own: list[int], prior: list[int]) -> bool:
    counts = prior if series.startswith("p") else own
    at = int(series.removeprefix("p")) - 1
    return 0 <= at < len(counts) and 1 <= int(image) <= counts[at]


@pytest.mark.parametrize(("path", "text"), list(views()))
def test_a_link_shows_what_exists_in_a_window_to_read_in(path, text):
    words = said(path)
    modality, own = shelves(words)

    view = opening.read(text)

    assert opening.address(text) == text
    assert is_there(view["s"], view["i"], own, [])
    if "t" in view:
        assert is_there(view["t"], view.get("u", "1"), own, priors(words))
    if "w" in view:
        (narrow, wide), (low, high) = WINDOWS[modality]
        assert narrow <= float(view["w"]) <= wide
        assert low <= float(view["c"]) <= high


def test_every_case_sends_its_reader_somewhere():
    assert [one.stem for one in FILES if not LINK.search(said(one)["discussion"])] == []
