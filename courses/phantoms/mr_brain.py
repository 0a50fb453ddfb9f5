"""MR of a brain: T1, T2 and FLAIR of the same head, with a lesion or without."""

from typing import Any, Final

import numpy as np

from courses.phantoms import headers
from courses.phantoms.anatomy.head import Head
from courses.phantoms.canvas import Canvas
from courses.phantoms.ct_head import lesion
from courses.phantoms.geometry import Grid, Pose
from courses.phantoms.lesions import located
from courses.phantoms.made import Made, Phantom, Truth, register
from courses.phantoms.mr import DEVICE, SEQUENCES, Magnet, Pulses, write

CODE: Final = "mr-brain"
BOTTOM, TOP = -52.0, 92.0
GAP: Final = 0.15  # of the thickness, between slices


def draw(*, seed: int, **said: Any) -> Made:
    visit = headers.Visit(CODE, seed, said, "MR brain")
    rng = np.random.default_rng(seed)
    magnet = _magnet(rng, said)
    head = Head(rng, age=visit.age, bleed=lesion(rng, said))
    images = []
    for number, name in enumerate(said["sequences"], start=2):
        asked = SEQUENCES[name]
        series = _series(number, asked)
        images += write(visit, series, magnet, _painter(head, asked), asked)
    slices = magnet.grid.slices
    uids = [image.SOPInstanceUID for image in images]
    series_uids = [uids[i : i + slices] for i in range(0, len(uids), slices)]
    facts = {
        "kind": said["kind"],
        "sequences": {n: _times(SEQUENCES[n]) for n in said["sequences"]},
        "slices": slices,
        "spacing_mm": magnet.grid.spacing,
        "thickness_mm": magnet.grid.thickness,
    }
    return Made(images, Truth(located(magnet, head, *series_uids), facts))


def _magnet(rng: np.random.Generator, said: dict[str, Any]) -> Magnet:
    step = round((TOP - BOTTOM) / said["slices"], 3)
    grid = Grid(
        rows=said["matrix"],
        columns=said["matrix"],
        spacing=round(said["width"] / said["matrix"], 4),
        slices=said["slices"],
        first=round(BOTTOM + step / 2, 3),
        step=step,
        thickness=round(step / (1 + GAP), 3),
        centre=(0, 2),
    )
    return Magnet(
        grid=grid,
        pose=Pose(turn=said["turn"], shift=tuple(said["off_centre"])),
        rng=rng,
        motion=said["motion"],
        bend=1.3,
        noise=said["noise"],
        shading=said["shading"],
    )


def _painter(head: Head, asked: Pulses) -> Any:
    look = asked.look()

    def paint(canvas: Canvas, _: Canvas) -> None:
        head.paint(canvas, look)

    return paint


def _series(number: int, asked: Pulses) -> headers.Series:
    return headers.Series(number, "MR", f"Ax {asked.name}", "BRAIN", DEVICE)


def _times(asked: Pulses) -> dict[str, float]:
    return {"TR": asked.repetition, "TE": asked.echo, "TI": asked.inversion}


PHANTOM = register(
    Phantom(
        code=CODE,
        title="MR brain, T1 and T2, with a lesion or without",
        modality="MR",
        body_part="BRAIN",
        says="Axial series of one brain: sequences out of T1, T2 and FLAIR. Kind: "
        "normal, mass, infarct, subdural, epidural or intraparenchymal; noise in parts "
        "of the white matter's signal, shading of the coil, motion in millimetres.",
        draw=draw,
        options={
            "slices": 24,
            "matrix": 384,
            "width": 240.0,
            "sequences": ("T1", "T2"),
            "kind": "mass",
            "side": None,
            "size_mm": None,
            "noise": 0.05,
            "shading": 0.3,
            "motion": 0.0,
            "off_centre": (0.0, 0.0),
            "turn": 0.0,
        },
    )
)
