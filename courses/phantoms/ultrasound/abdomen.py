"""A liver with a lesion, and a kidney to be measured; still, or breathing."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.headers import Visit
from courses.phantoms.made import Finding, Made, Phantom, Truth, register
from courses.phantoms.ultrasound import screen
from courses.phantoms.ultrasound.frames import image
from courses.phantoms.ultrasound.organs import LESIONS, Oval, Scene, tissue
from courses.phantoms.ultrasound.screen import SHAPE, Text
from courses.phantoms.ultrasound.sector import Sector, grey, listen, picture

SECTOR: Final = Sector(depth=155.0, column=400.0, row=88.0, mm=0.305)
BREATH_MM: Final = 7.0
OPTIONS: Final = {"frames": 1, "names": True, "callipers": False}


def draw_liver(*, seed: int, **asked: Any) -> Made:
    rng = np.random.default_rng([seed, 61])
    kind = asked["lesion"] or sorted(LESIONS)[int(rng.integers(len(LESIONS)))]
    lesion = Oval(
        float(rng.uniform(-30, 30)),
        float(rng.uniform(52, 92)),
        float(rng.uniform(9, 19)),
        float(rng.uniform(8, 9)),
        float(rng.uniform(-35, 35)),
    )
    shown = None if kind == "none" else lesion
    scene = Scene(shown, kind, _vessels(rng, lesion), None, 138.0, _waves(rng))
    return _made("us-liver", seed, asked, scene, shown, "LIVER RT LOBE", "lesion")


def draw_kidney(*, seed: int, **asked: Any) -> Made:
    rng = np.random.default_rng([seed, 62])
    kidney = Oval(
        float(rng.uniform(-6, 6)),
        float(rng.uniform(78, 88)),
        float(rng.uniform(47, 59)),
        float(rng.uniform(21, 26)),
        float(rng.uniform(4, 16)),
    )
    scene = Scene(None, "none", _vessels(rng, kidney)[:2], kidney, 190.0, _waves(rng))
    return _made("us-kidney", seed, asked, scene, kidney, "KIDNEY RT LONG", "kidney")


def _waves(rng: np.random.Generator) -> tuple[float, ...]:
    return tuple(float(each) for each in rng.uniform(0, 6, 3))


def _vessels(
    rng: np.random.Generator, keep_off: Oval
) -> list[tuple[list[tuple[float, float]], float, bool]]:
    """A portal branch with its bright wall, and veins without one; none of them runs
    through what is to be seen."""
    made: list[tuple[list[tuple[float, float]], float, bool]] = []
    for radius, walled in (
        (3.4, True),
        (3.0, False),
        (1.6, False),
        (2.2, True),
        (1.3, False),
    ):
        for _ in range(30):
            line = _course(rng)
            if _is_clear(line, radius, keep_off, [other for other, _, _ in made]):
                made.append((line, radius, walled))
                break
    return made


def _is_clear(
    line: list[tuple[float, float]],
    radius: float,
    keep_off: Oval,
    others: list[list[tuple[float, float]]],
) -> bool:
    x, z = (np.array(each, np.float32) for each in zip(*line, strict=True))
    if float(keep_off.depth(x, z).max()) > -(radius + 4):
        return False
    return all(
        float(np.hypot(x - ox, z - oz).min()) > 9 for each in others for ox, oz in each
    )


def _course(rng: np.random.Generator) -> list[tuple[float, float]]:
    x, z = float(rng.uniform(-60, 60)), float(rng.uniform(30, 118))
    heading = float(rng.uniform(-0.9, 0.9)) + (np.pi if x > 0 else 0)
    line = [(x, z)]
    for _ in range(int(rng.integers(8, 15))):
        heading += float(rng.normal(0, 0.13))
        x, z = x + 5 * float(np.cos(heading)), z + 5 * float(np.sin(heading))
        line.append((x, z))
    return line


def _made(
    code: str,
    seed: int,
    asked: Mapping[str, Any],
    scene: Scene,
    target: Oval | None,
    anatomy: str,
    name: str,
) -> Made:
    part = "LIVER" if name == "lesion" else "KIDNEY"
    visit = Visit(code, seed, asked, f"US {part.lower()}")
    overlay, texts = _overlay(visit, asked, target, anatomy)
    frames = _frames(seed, scene, overlay, int(asked["frames"]))
    made = image(
        visit,
        SECTOR,
        frames,
        description=anatomy.title(),
        body_part=part,
        side="R" if part == "KIDNEY" else "",
        burned=bool(asked["names"]),
    )
    uid = str(made.SOPInstanceUID)
    findings = [_burned(text, uid) for text in texts]
    if target is not None:
        findings.insert(0, _target(name, target, scene.kind, uid))
    facts = {
        "boxes": [_box(text) for text in texts if text.identifies],
        "pixel_mm": SECTOR.mm,
        "kind": scene.kind,
    }
    return Made([made], Truth(tuple(findings), facts))


def _overlay(
    visit: Visit, asked: Mapping[str, Any], target: Oval | None, anatomy: str
) -> tuple[NDArray[np.uint8], list[Text]]:
    rng = np.random.default_rng([visit.seed, 63])
    overlay = np.zeros(SHAPE, np.uint8)
    screen.scales(overlay, SECTOR)
    texts = screen.technical(overlay, SECTOR, anatomy)
    if asked["names"]:
        texts += screen.names(overlay, visit, rng)
    if asked["callipers"] and asked["frames"] == 1 and target is not None:
        for end in target.ends():
            screen.calliper(overlay, SECTOR.pixel(*end))
        words = f"1 D {2 * max(target.a, target.b) / 10:.2f} cm"
        texts.append(screen.write(overlay, "measurement", words, (10, 545)))
    return overlay, texts


def _frames(
    seed: int, scene: Scene, overlay: NDArray[np.uint8], count: int
) -> NDArray[np.uint8]:
    """Breath moves the organs to and fro, from where the truth says that they lie."""
    made = []
    for frame in range(count):
        phase = 2 * np.pi * frame / max(count, 8)
        moved = BREATH_MM * float(np.sin(phase))
        heard = listen(
            SECTOR,
            tissue(scene, 0.3 * moved, moved),
            np.random.default_rng([seed, 64]),
            drift=0.5 * float(np.sin(phase)),
        )
        shown, _ = picture(SECTOR, heard, SHAPE)
        made.append(np.maximum(grey(shown), overlay))
    return np.stack(made) if count > 1 else np.asarray(made[0])


def _target(name: str, target: Oval, kind: str, uid: str) -> Finding:
    ends = [
        SECTOR.pixel(*end)
        for short in (False, True)
        for end in target.ends(short=short)
    ]
    turn = np.radians(target.turn)
    wide = float(np.hypot(target.a * np.cos(turn), target.b * np.sin(turn)))
    deep = float(np.hypot(target.a * np.sin(turn), target.b * np.cos(turn)))
    low = SECTOR.pixel(target.x - wide, target.z - deep)
    high = SECTOR.pixel(target.x + wide, target.z + deep)
    return Finding(
        name,
        uid,
        SECTOR.pixel(target.x, target.z),
        max(target.a, target.b),
        box=(low, high),
        details={
            "kind": kind,
            "long_mm": round(2 * max(target.a, target.b), 2),
            "short_mm": round(2 * min(target.a, target.b), 2),
            "long_ends": [list(end) for end in ends[:2]],
            "short_ends": [list(end) for end in ends[2:]],
        },
    )


def _burned(text: Text, uid: str) -> Finding:
    (left, top), (right, bottom) = text.box
    middle = (left + right) / 2, (top + bottom) / 2
    half = SECTOR.mm * float(np.hypot(right - left, bottom - top)) / 2
    return Finding(
        "burned-in text", uid, middle, half, box=text.box, details=screen.details(text)
    )


def _box(text: Text) -> dict[str, Any]:
    return {**screen.details(text), "box": [list(corner) for corner in text.box]}


register(
    Phantom(
        code="us-liver",
        title="Ultrasound of a liver, names burned in",
        modality="US",
        body_part="LIVER",
        says="A sector of speckle with a cyst or a solid lesion of known size; the "
        "made patient's name and number and a hospital's name stand in the pixels.",
        draw=draw_liver,
        options={**OPTIONS, "lesion": None},
    )
)
register(
    Phantom(
        code="us-kidney",
        title="Ultrasound of a kidney, names burned in",
        modality="US",
        body_part="KIDNEY",
        says="A kidney of known length; the made patient's name and number and a "
        "hospital's name stand in the pixels.",
        draw=draw_kidney,
        options=OPTIONS,
    )
)
