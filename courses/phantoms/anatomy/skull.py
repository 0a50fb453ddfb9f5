"""Outlines of a head: the room in the skull, the skin, and the bones of its base."""

from typing import Final

from courses.phantoms.anatomy.outlines import Half, both
from courses.phantoms.canvas import Star
from courses.phantoms.tubes import Tubes

MIDDLE: Final = (0.0, 28.0)
VAULT: Final[Half] = (
    (0, -86), (28, -84), (50, -66), (63, -38), (70, 0), (71, 28), (62, 58), (38, 82),
    (0, 90),
)  # fmt: skip
BASE: Final[dict[float, Half]] = {
    -70: [(0, 20), (10, 22), (15, 32), (13, 44), (0, 50)],
    -57: [(0, 12), (14, 15), (30, 32), (40, 50), (28, 70), (0, 80)],
    -46: [(0, 4), (14, 8), (30, 15), (48, 31), (58, 48), (48, 69), (26, 82), (0, 85)],
    -37: [(0, -3), (14, 1), (34, 12), (54, 27), (64, 46), (55, 70), (30, 86), (0, 88)],
    -23: [(0, -40), (22, -44), (36, -54), (54, -44), (65, -15), (68, 15), (65, 45),
          (55, 70), (30, 88), (0, 90)],
    -10: [(0, -78), (28, -79), (48, -64), (60, -40), (69, -5), (70, 25), (62, 58),
          (38, 82), (0, 90)],
}  # fmt: skip
FACE: Final[dict[float, Half]] = {
    -72: [(0, -104), (14, -97), (44, -80), (62, -45), (66, -5), (64, 30), (58, 58),
          (40, 76), (0, 80)],
    -45: [(0, -107), (11, -97), (36, -91), (60, -68), (73, -32), (77, 10), (75, 45),
          (62, 75), (36, 94), (0, 101)],
    -20: [(0, -99), (30, -97), (58, -79), (75, -46), (82, 0), (82, 30), (71, 66),
          (43, 94), (0, 103)],
    10: [(0, -99), (29, -97), (58, -78), (74, -46), (82, 0), (83, 30), (72, 67),
         (44, 94), (0, 103)],
}  # fmt: skip
TOP: Final = 84.0
# Centres (x mirrored), half axes: where the temporal lobes lie.
POUCH: Final = ((40.0, -16.0, -30.0), (23.0, 32.0, 19.0))
ORBIT: Final = (32.0, -68.0, -46.0)
GLOBE: Final = (32.5, -82.0, -46.0)


def outlines() -> tuple[Star, Star]:
    """The room of the brain, and the skin below the brow."""
    room: dict[float, list[tuple[float, float]]] = {
        z: both(half) for z, half in BASE.items()
    }
    for z in (5, 14, *range(22, 82, 5), 81, 83):
        up = max(0.0, z - 12) / (TOP - 12)
        wide = (1 - up**2.5) ** 0.5
        room[z] = [(x * wide, 6 + (y - 6) * wide) for x, y in both(VAULT)]
    return (
        Star.through((0, 14), {z: _from(half) for z, half in room.items()}),
        Star.through((0, 5), {z: both(half) for z, half in FACE.items()}),
    )


def _from(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Low in the hind fossa the outline must still go round the common middle."""
    front = min(y for _, y in points)
    return points if front < 10 else [(x, y if y > front else 9.0) for x, y in points]


def bones() -> Tubes:
    """Ridges of the base, walls of the orbits, cheek bones."""
    parts = []
    for s in (-1, 1):
        ways = [
            ([(s * 14, 4, -40), (s * 34, 16, -38), (s * 62, 32, -36)], (7.5, 9, 11)),
            ([(s * 16, 2, -46), (s * 36, 16, -46), (s * 62, 34, -48)], (7, 8, 12)),
            ([(s * 12, -32, -28), (s * 34, -48, -26), (s * 60, -42, -22)], (3, 2.8, 4)),
            (
                [(s * 20, -34, -38), (s * 38, -50, -44), (s * 56, -62, -46)],
                (3, 2.4, 4.5),
            ),
            ([(s * 56, -64, -56), (s * 57, -66, -44), (s * 53, -76, -26)], (5.5, 4, 5)),
            ([(s * 56, -66, -56), (s * 70, -38, -58), (s * 70, -6, -56)], (4, 2.6, 4)),
            ([(s * 66, 26, -30), (s * 62, 36, -50), (s * 58, 38, -66)], (9, 13, 10)),
        ]
        parts += [Tubes.along(way, radii) for way, radii in ways]
    parts += [
        Tubes.along([(0, -14, -34), (0, 0, -48), (0, 10, -62)], (9, 8, 6)),
        Tubes.along([(0, -96, -34), (0, -103, -50), (0, -106, -56)], (5, 3.5, 2)),
        Tubes.along([(0, 6, -24), (0, 1, -31)], (3.2, 6)),
    ]
    return Tubes.joined(parts)
