"""How a CT series is asked for: the words that every CT phantom understands."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from courses.phantoms import headers
from courses.phantoms.ct import DEVICES, KERNELS, Scanner
from courses.phantoms.geometry import Grid, Pose

# `width` is what the matrix covers, `thickness` nothing for slices without a gap,
# `off_centre` and `turn` how badly the patient was laid, `motion` how much he moved.
CT: Final[Mapping[str, Any]] = {
    "slices": 120,
    "matrix": 512,
    "width": 380.0,
    "thickness": None,
    "kernel": "soft",
    "mas": 110.0,
    "kvp": 120,
    "motion": 0.0,
    "off_centre": (0.0, 0.0),
    "turn": 0.0,
}
SOFT: Final = ("SOFT TISSUE", 40.0, 400.0)
LUNG: Final = ("LUNG", -550.0, 1500.0)
BONE: Final = ("BONE", 500.0, 2200.0)
BRAIN: Final = ("BRAIN", 36.0, 80.0)
SUBDURAL: Final = ("SUBDURAL", 70.0, 200.0)


def scanner(
    rng: np.random.Generator,
    said: Mapping[str, Any],
    *,
    first: float,
    last: float,
    centre: tuple[float, float] = (0.0, 0.0),
    bend: float = 2.0,
) -> Scanner:
    """Slices from one height to another, whichever is the upper one."""
    step = round((last - first) / said["slices"], 3)
    grid = Grid(
        rows=said["matrix"],
        columns=said["matrix"],
        spacing=round(said["width"] / said["matrix"], 4),
        slices=said["slices"],
        first=round(first + step / 2, 3),
        step=step,
        thickness=round(said["thickness"] or abs(step), 3),
        centre=centre,
    )
    return Scanner(
        grid=grid,
        pose=Pose(turn=said["turn"], shift=tuple(said["off_centre"])),
        kernel=KERNELS[said["kernel"]],
        mas=said["mas"],
        rng=rng,
        kvp=said["kvp"],
        motion=said["motion"],
        bend=bend,
    )


def series(
    visit: headers.Visit, scan: Scanner, *, what: str, body_part: str
) -> headers.Series:
    """The series' name says what a console would: region, thickness, kernel."""
    return headers.Series(
        number=2,
        modality="CT",
        description=f"{what} {scan.grid.thickness:.3g} {scan.kernel.name}",
        body_part=body_part,
        device=DEVICES[visit.seed % len(DEVICES)],
        protocol=what,
    )


def facts(scan: Scanner) -> dict[str, Any]:
    return {
        "slices": scan.grid.slices,
        "spacing_mm": scan.grid.spacing,
        "thickness_mm": scan.grid.thickness,
        "kernel": scan.kernel.name,
        "mas": scan.mas,
        "motion_mm": scan.motion,
        "turn_degrees": scan.pose.turn,
        "off_centre_mm": scan.pose.shift,
    }
