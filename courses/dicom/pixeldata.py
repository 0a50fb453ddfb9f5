"""How many frames an object has, and how long they are, by its header."""

from pydicom import Dataset

PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_BITS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}


def frame_count(dataset: Dataset) -> int:
    """Number of Frames, one where it is absent or nonsense."""
    try:
        return max(1, int(dataset.get("NumberOfFrames") or 1))
    except (TypeError, ValueError):
        return 1


def length(dataset: Dataset, keyword: str = "PixelData") -> int:
    """Bytes of the native pixels, by PS3.5 8.1.1, before padding."""
    samples = int(dataset.get("SamplesPerPixel") or 1)
    bits = _BITS.get(keyword) or int(dataset.get("BitsAllocated") or 0)
    pixels = int(dataset.get("Rows") or 0) * int(dataset.get("Columns") or 0)
    total = pixels * samples * bits * frame_count(dataset)
    if str(dataset.get("PhotometricInterpretation")) == "YBR_FULL_422":
        total = total // 3 * 2
    return (total + 7) // 8
