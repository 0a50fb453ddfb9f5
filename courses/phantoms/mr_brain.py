"""MR of a brain: T1, T2 and FLAIR of the same head, with a lesion or without."""

from typing import Any, Final

import numpy as np

from courses.phantoms import headers
from courses.phantoms.anatomy.head import Head
from courses.phantoms.canvas import Canvas
from courses.phantoms.ct_head import lesion
from courses.phantoms.geometry import Grid, Pose
from courses.phantoms.lesions import located
from courses.phantoms.made import Finding, Made, Phantom, Truth, register
from courses.phantoms.mr import DEVICE, SEQUENCES, Magnet, Pulses, write

CODE: Final = "mr-brain"
BOTTOM, TOP = -52.0, 92.0
GAP: Final = 0.15  # of the thickness, between slices


def draw(*, seed: int, **said: Any) -> Made:
    visit = headers.Visit(CODE, seed, said, "MR brain")
    rng = np.random.default_rng(seed)
    magnet = _magnet(rng, said)
    head = Head(rng, age=visit.age, bleed=lesion(rng, said))
    images, findings = [], []
    for number, name in enumerate(said["sequences"], start=2):
        asked = SEQUENCES[name]
        made = write(
            visit, _series(number, asked), magnet, _painter(head, asked), asked
        )
        images += made
        findings += _found(magnet, head, [i.SOPInstanceUID for i in made], name)
    facts = {
        "kind": said["kind"],
        "sequences": {n: _times(SEQUENCES[n]) for n in said["sequences"]},
        "slices": magnet.grid.slices,
        "spacing_mm": magnet.grid.spacing,
        "thickness_mm": magnet.grid.thickness,
    }
    return Made(images, Truth(tuple(findings), facts))


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


def _found(magnet: Magnet, head: Head, uids: list[str], sequence: str) -> list[Finding]:
    """The same lesion in each series, under the images of that series."""
    return [
        Finding(
            name=f.name, sop_uid=f.sop_uid, pixel=f.pixel, radius_mm=f.radius_mm,
            centre=f.centre, box=f.box, details={**f.details, "sequence": sequence},
        )
        for f in located(magnet, head, uids)
    ]  # fmt: skip


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
