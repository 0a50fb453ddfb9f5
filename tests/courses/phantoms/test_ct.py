"""CT phantoms: the truth is where the pixels say, tissue weighs what it should."""

import numpy as np
import pytest

from courses import phantoms
from courses.phantoms import Made
from courses.phantoms.ct import KERNELS, Scanner
from courses.phantoms.geometry import Grid, Pose
from tests.courses.phantoms import seeing

SMALL = {"slices": 32, "matrix": 128, "mas": 900.0, "thickness": 1.2}


@pytest.fixture(scope="module")
def chest() -> Made:
    return phantoms.make("ct-chest", seed=11, nodules=2, size_mm=16.0, **SMALL)


@pytest.fixture(scope="module")
def heads() -> dict[str, Made]:
    kinds = ("normal", "epidural", "subdural", "intraparenchymal", "infarct")
    few = {"slices": 10, "matrix": 128, "mas": 4000.0, "thickness": 1.2}
    return {
        kind: phantoms.make("ct-head", seed=5, kind=kind, side="left", **few)
        for kind in kinds
    }


@pytest.fixture(scope="module")
def abdomen() -> Made:
    few = {"slices": 40, "matrix": 128, "mas": 900.0, "thickness": 1.2}
    return phantoms.make(
        "ct-abdomen", seed=3, place="ureter", side="right", size_mm=11.0, hu=900, **few
    )


def test_the_same_seed_yields_the_same_bytes():
    few = {"slices": 2, "matrix": 64, "thickness": 1.0, "nodules": 0}
    one, again = (phantoms.make("ct-chest", seed=1, **few) for _ in range(2))
    other = phantoms.make("ct-chest", seed=2, **few)

    assert [seeing.file_bytes(i) for i in one.images] == [
        seeing.file_bytes(i) for i in again.images
    ]
    assert one.truth == again.truth
    assert one.images[0].PixelData != other.images[0].PixelData
    assert not {i.SOPInstanceUID for i in one.images} & {
        i.SOPInstanceUID for i in other.images
    }


def test_a_word_that_it_does_not_know_is_refused():
    with pytest.raises(TypeError, match="nodule_size"):
        phantoms.make("ct-chest", seed=1, nodule_size=4)


def test_the_validator_has_no_complaint(chest, heads, abdomen, tmp_path):
    for made in (chest, heads["subdural"], abdomen):
        for image in (made.images[0], made.images[-1]):
            assert seeing.complaints(image, tmp_path) == []


def test_slices_lie_one_step_apart_in_one_frame_of_reference(chest):
    heights = [float(i.ImagePositionPatient[2]) for i in chest.images]
    steps = np.diff(heights)

    assert len({i.FrameOfReferenceUID for i in chest.images}) == 1
    assert len({i.SeriesInstanceUID for i in chest.images}) == 1
    assert np.allclose(steps, steps[0], atol=1e-3)
    assert float(chest.images[0].SpacingBetweenSlices) == pytest.approx(-steps[0])
    assert [i.InstanceNumber for i in chest.images] == list(range(1, 33))


def test_a_findings_millimetres_are_those_of_its_pixel(chest, heads, abdomen):
    for made in (chest, heads["epidural"], abdomen):
        for finding in made.truth.findings:
            image = seeing.of(made.images, finding)
            x, y, z = seeing.millimetres(image, finding.pixel)
            assert finding.centre[:2] == pytest.approx((x, y), abs=0.05)
            step = float(image.SpacingBetweenSlices)
            assert abs(finding.centre[2] - z) <= step / 2 + 0.01


def test_a_nodule_weighs_as_it_was_drawn_and_the_lung_round_it_far_less(chest):
    assert len(chest.truth.findings) == 2
    for finding in chest.truth.findings:
        image = seeing.of(chest.images, finding)
        hu, away = seeing.values(image), seeing.away(image, finding.pixel)
        ring = (away > finding.radius_mm + 4) & (away < finding.radius_mm + 9)

        assert hu[away < 3].mean() == pytest.approx(finding.details["hu"], abs=45)
        assert np.median(hu[ring]) < -650


def test_a_nodule_is_as_wide_as_it_says(chest):
    for finding in chest.truth.findings:
        image = seeing.of(chest.images, finding)
        hu, away = seeing.values(image), seeing.away(image, finding.pixel)
        area = (hu[away < finding.radius_mm + 3] > -400).sum()
        radius = np.sqrt(area * float(image.PixelSpacing[0]) ** 2 / np.pi)
        off = finding.centre[2] - float(image.ImagePositionPatient[2])
        expected = np.sqrt(finding.radius_mm**2 - off**2)

        assert radius == pytest.approx(expected, abs=1.0)


def test_lungs_fat_and_bone_weigh_what_they_do_in_a_patient(chest):
    hu = seeing.volume(chest.images)[:, :85]  # above the table
    lung, fat = hu[(hu > -950) & (hu < -700)], hu[(hu > -140) & (hu < -60)]

    assert np.median(hu[:, 2:6, 60:68]) == pytest.approx(-1000, abs=10)
    assert np.median(lung) == pytest.approx(-855, abs=20)
    assert np.median(fat) == pytest.approx(-95, abs=14)
    assert 700 < np.percentile(hu, 99.98) < 1500


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((-85.0, 0.0, -165.0), 58.0),  # liver, on the right
        ((42.0, -30.0, -84.0), 48.0),  # heart, to the left
        ((-100.0, 0.0, -60.0), -850.0),  # right lung
        ((0.0, 64.0, -122.0), 190.0),  # marrow of a vertebra, at the back
        ((25.0, 50.0, -70.0), 42.0),  # aorta, left of the spine
    ],
)
def test_organs_lie_where_they_belong(chest, place, expected):
    image = min(
        chest.images, key=lambda i: abs(float(i.ImagePositionPatient[2]) - place[2])
    )
    left, top = (float(v) for v in image.ImagePositionPatient[:2])
    spacing = float(image.PixelSpacing[0])
    away = seeing.away(image, ((place[0] - left) / spacing, (place[1] - top) / spacing))

    found = np.median(seeing.values(image)[away < 5])
    assert found == pytest.approx(expected, abs=90 if expected > 100 else 25)


def test_the_lung_is_heavier_where_it_hangs(chest):
    hu = seeing.values(chest.images[14])
    front, back = hu[38:48, 36:46], hu[74:80, 36:46]

    assert np.median(back) > np.median(front) + 20
    assert np.median(front) < -800


def test_a_stone_is_where_it_is_said_to_be(abdomen):
    (stone,) = abdomen.truth.findings
    image = seeing.of(abdomen.images, stone)
    hu, away = seeing.values(image), seeing.away(image, stone.pixel)

    assert stone.details["side"] == "right"
    assert stone.centre[0] < 0
    assert hu[away < 2].max() > 300
    assert hu[away < 2].mean() > hu[(away > 8) & (away < 12)].mean() + 200


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("epidural", 60, 82),
        ("subdural", 58, 82),
        ("intraparenchymal", 60, 82),
        ("infarct", 20, 33),
    ],
)
def test_blood_and_infarct_differ_from_the_other_side(heads, kind, low, high):
    made = heads[kind]
    (finding,) = made.truth.findings
    image = seeing.of(made.images, finding)
    hu, away = seeing.values(image), seeing.away(image, finding.pixel)
    mirrored = (image.Columns - 1 - finding.pixel[0], finding.pixel[1])
    other = seeing.away(image, mirrored)

    assert finding.details["side"] == "left"
    assert finding.centre[0] > 0
    assert low < np.median(hu[away < 3]) < high
    assert abs(hu[away < 9].mean() - hu[other < 9].mean()) > 2


def test_the_box_holds_the_lesion_and_its_pixel(heads):
    for kind in ("epidural", "subdural", "intraparenchymal", "infarct"):
        (finding,) = heads[kind].truth.findings
        (left, top), (right, bottom) = finding.box
        assert left < finding.pixel[0] < right
        assert top < finding.pixel[1] < bottom


def test_a_normal_head_holds_no_finding(heads):
    assert heads["normal"].truth.findings == ()
    assert heads["normal"].truth.facts["kind"] == "normal"


def test_a_patient_laid_askew_is_found_where_he_lies():
    askew = {"turn": 9.0, "off_centre": (14.0, -9.0)}
    made = phantoms.make(
        "ct-chest",
        seed=4,
        nodules=1,
        size_mm=24.0,
        motion=3.0,
        **askew,
        **{**SMALL, "slices": 20},
    )
    (finding,) = made.truth.findings
    image = seeing.of(made.images, finding)
    hu, away = seeing.values(image), seeing.away(image, finding.pixel)

    assert hu[away < 3].mean() > -60
    assert np.median(hu[(away > 18) & (away < 22)]) < -600


def noise_of(**over):
    rng = np.random.default_rng(0)
    grid = Grid(128, 128, 0.8, 1, 0.0, -1.0, over.pop("thickness", 2.0))
    kernel = KERNELS[over.pop("kernel", "soft")]
    scan = Scanner(grid, Pose(), rng, kernel=kernel, **over)

    def water(canvas, _):
        canvas.paint(0.0, np.hypot(canvas.x, canvas.y) - 40)

    return next(scan.slices(water))[54:74, 54:74].astype(float) - 1024


def test_noise_falls_with_dose_and_thickness_and_grows_with_a_sharp_kernel():
    usual = noise_of(mas=20.0).std()

    assert noise_of(mas=80.0).std() == pytest.approx(usual / 2, rel=0.25)
    assert noise_of(mas=20.0, thickness=8.0).std() == pytest.approx(usual / 2, rel=0.25)
    assert noise_of(mas=20.0, kernel="sharp").std() > 1.5 * usual


def test_soft_noise_is_coarser_than_sharp_noise():
    def neighbours(values):
        values = values - values.mean()
        return (values[:, 1:] * values[:, :-1]).mean() / (values**2).mean()

    soft, sharp = (noise_of(mas=5.0, kernel=k) for k in ("soft", "sharp"))
    assert neighbours(soft) > neighbours(sharp) + 0.1
