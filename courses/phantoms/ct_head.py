"""CT of a head: blood outside or inside the brain, an early infarct, or nothing."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from courses.phantoms import headers, protocols
from courses.phantoms.anatomy.bleeds import Bleed
from courses.phantoms.anatomy.head import HU, Head
from courses.phantoms.canvas import Canvas
from courses.phantoms.ct import write
from courses.phantoms.fields import Field
from courses.phantoms.lesions import located
from courses.phantoms.made import Made, Phantom, Truth, register

CODE: Final = "ct-head"
BOTTOM, TOP = -56.0, 89.0
KINDS: Final = (
    "normal", "epidural", "subdural", "intraparenchymal", "subarachnoid", "infarct",
)  # fmt: skip
SIDES: Final = {"left": 1, "right": -1}


def draw(*, seed: int, **said: Any) -> Made:
    visit = headers.Visit(CODE, seed, said, "CT head")
    rng = np.random.default_rng(seed)
    scan = protocols.scanner(rng, said, first=BOTTOM, last=TOP, centre=(0, 0), bend=1.3)
    head = Head(rng, age=visit.age, bleed=lesion(rng, said))

    def paint(canvas: Canvas, _: Canvas) -> None:
        _paint_rest(canvas)
        head.paint(canvas, HU)

    series = protocols.series(visit, scan, what="Head", body_part="HEAD")
    presets = (protocols.BRAIN, protocols.SUBDURAL, protocols.BONE)
    images = write(visit, series, scan, paint, presets)
    uids = [image.SOPInstanceUID for image in images]
    findings = located(scan, head, uids)
    return Made(
        images, Truth(findings, {**protocols.facts(scan), "kind": said["kind"]})
    )


def lesion(rng: np.random.Generator, said: Mapping[str, Any]) -> Bleed | None:
    """Where such a thing is found, with sizes that are seen."""
    kind = said["kind"]
    if kind == "normal":
        return None
    s = SIDES[said["side"]] if said["side"] else int(rng.choice((-1, 1)))
    size = said["size_mm"]
    turn = float(rng.uniform(-14, 14))
    places: dict[str, tuple[tuple[float, float, float], float, Any]] = {
        "epidural": ((s * 68, turn, 16), size or rng.uniform(14, 26), (46, 46, 46)),
        "subdural": ((s * 66, turn, 26), size or rng.uniform(7, 14), (60, 74, 58)),
        "intraparenchymal": (
            (s * 29, turn / 2 - 2, 6), size or rng.uniform(10, 20), (0.8, 1.25, 1.0),
        ),
        "mass": ((s * 33, 2 * turn, 22), size or rng.uniform(8, 16), (1.0, 1.1, 1.0)),
        "subarachnoid": ((s * 26, -14, -13), size or 30.0, (44, 36, 21)),
        "infarct": ((s * 46, -2, 16), size or rng.uniform(27, 35), (0.9, 1.35, 1.25)),
    }  # fmt: skip
    centre, size, radii = places[kind]
    if kind in ("intraparenchymal", "mass", "infarct"):
        radii = tuple(float(size) * r for r in radii)
    clouds = Field(rng, grain=15, size=(220, 220, 180), band=0.5)
    return Bleed(kind, s, centre, float(size), radii, clouds)


def _paint_rest(canvas: Canvas) -> None:
    """The head rest, a thin bowl; it does not turn with the patient."""
    x, y = canvas.axes
    away = np.hypot(x[None, :], (y[:, None] + 12) * np.float32(0.98))
    bowl = np.maximum(np.abs(away - 132) - 1.6, (20 - y)[:, None])
    foam = np.maximum(np.abs(away - 124) - 6.5, (45 - y)[:, None])
    canvas.paint(-930, foam)
    canvas.paint(190, bowl)


PHANTOM = register(
    Phantom(
        code=CODE,
        title="CT head with a bleed, an infarct or nothing",
        modality="CT",
        body_part="HEAD",
        says="From the hind fossa to the vertex, without contrast. Kind: "
        + ", ".join(KINDS)
        + "; side and size_mm (greatest thickness, or half the width) at random.",
        draw=draw,
        options={
            **protocols.CT,
            "slices": 32,
            "width": 240.0,
            "kernel": "brain",
            "mas": 280.0,
            "kind": "subdural",
            "side": None,
            "size_mm": None,
        },
    )
)
