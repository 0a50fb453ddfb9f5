"""Broken studies: the key says exactly what was done to them, and nothing else was."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset

from courses import phantoms
from courses.phantoms import faults
from courses.phantoms.faults.bench import plain
from courses.phantoms.headers import Device, Series, Visit

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
DX_IMAGE = "1.2.840.10008.5.1.4.1.1.1.1"
ROOM = Device("ROOM1", "Canopy", "1.0")
FAULTS = sorted(faults.CATALOGUE)
seeds = st.integers(0, 2**31)


def clean_study(*, series: int = 2, images: int = 4, seed: int = 1) -> list[Dataset]:
    visit = Visit("clean", seed, description="CT chest")
    made = []
    for number in range(1, series + 1):
        kind = Series(number, "CT", f"Series {number}", "CHEST", ROOM, laterality="L")
        for place in range(1, images + 1):
            image = visit.image(CT_IMAGE, kind, place)
            image.PixelSpacing = [0.7, 0.7]
            image.ViewPosition = "RLO"
            image.PatientOrientation = ["L", "F"]
            image.PixelData = b"\0\1" * 8
            made.append(image)
    return made


def words(image: Dataset) -> dict[str, str]:
    """Everything that an image says, file meta included."""
    said = {element.keyword: plain(element.value) for element in image}
    return said | {each.keyword: plain(each.value) for each in image.file_meta}


def undone(broken: faults.Broken) -> dict[str, dict[str, str]]:
    """The study as it was, read back from what arrived and the key alone."""
    names = {change["image"]: change["sop_uid"] for change in broken.key["changes"]}
    before = {}
    for place, image in enumerate(broken.images):
        said = words(image)
        for change in broken.key["changes"]:
            if change["image"] == place:
                assert said.get(change["keyword"]) == change["is"]
                said[change["keyword"]] = change["was"]
        name = names.get(place, str(image.SOPInstanceUID))
        before[name] = {word: said[word] for word in said if said[word] is not None}
    return before


@pytest.mark.parametrize("fault", FAULTS)
@settings(max_examples=8, deadline=None)
@given(seed=seeds)
def test_the_key_undoes_exactly_what_the_fault_did(fault: str, seed: int):
    study = clean_study()
    before = {str(image.SOPInstanceUID): words(image) for image in study}

    broken = faults.inject(study, fault=fault, seed=seed)

    lost = {gone["sop_uid"] for gone in broken.key["missing"]}
    assert undone(broken) == {
        uid: said for uid, said in before.items() if uid not in lost
    }
    assert broken.key["changes"] or lost
    assert {str(image.SOPInstanceUID): words(image) for image in study} == before


@pytest.mark.parametrize("fault", FAULTS)
def test_the_same_seed_breaks_in_the_same_way_and_the_key_can_be_kept(fault: str):
    study = clean_study()

    first, second = (faults.inject(study, fault=fault, seed=7) for _ in range(2))

    assert json.loads(json.dumps(first.key)) == first.key == second.key
    assert [words(image) for image in first.images] == [
        words(image) for image in second.images
    ]
    assert json.dumps(faults.inject(study, fault=fault, seed=8).key)


@pytest.mark.parametrize("fault", FAULTS)
def test_pixels_are_neither_needed_nor_touched(fault: str):
    study = clean_study()
    bare = copy.deepcopy(study)
    for image in bare:
        del image.PixelData

    with_pixels = faults.inject(study, fault=fault, seed=3)
    without = faults.inject(bare, fault=fault, seed=3)

    assert with_pixels.key == without.key
    assert all(image.PixelData == b"\0\1" * 8 for image in with_pixels.images)


def test_one_image_alone_can_have_only_the_faults_that_need_no_other():
    alone = clean_study(series=1, images=1)

    fitting = {fault.code for fault in faults.fitting(alone)}

    assert {"wrong-patient", "swapped-side", "no-spacing"} <= fitting
    assert not {"missing-slice", "split-series", "orphan", "duplicate-uid"} & fitting
    with pytest.raises(faults.CannotBreak):
        faults.inject(alone, fault="missing-slice", seed=1)


def test_a_radiograph_can_be_broken_in_every_way_that_fits_it():
    study = phantoms.make("ankle-radiograph", seed=2, pitch=3.0).images
    fitting = {fault.code for fault in faults.fitting(study)}

    keys = {code: faults.inject(study, fault=code, seed=1).key for code in fitting}

    assert {"swapped-side", "no-spacing", "impossible-age", "split-study"} <= fitting
    assert {change["keyword"] for change in keys["swapped-side"]["changes"]} >= {
        "ImageLaterality",
        "PatientOrientation",
    }
    assert [change["keyword"] for change in keys["no-spacing"]["changes"]] == [
        "ImagerPixelSpacing"
    ] * len(study)


def test_swapping_the_side_turns_every_word_that_says_one():
    broken = faults.inject(clean_study(), fault="swapped-side", seed=1)

    said = {change["keyword"]: change["is"] for change in broken.key["changes"]}

    assert said == {
        "Laterality": "R",
        "ViewPosition": "LLO",
        "PatientOrientation": ["R", "F"],
    }


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_a_missing_slice_is_neither_the_first_nor_the_last(seed: int):
    study = clean_study(series=1, images=5)

    broken = faults.inject(study, fault="missing-slice", seed=seed)

    numbers = [int(image.InstanceNumber) for image in broken.images]
    assert len(numbers) == 4
    assert {numbers[0], numbers[-1]} == {1, 5}
    assert int(broken.key["missing"][0]["instance_number"]) not in numbers


def test_a_merged_study_says_whose_images_are_whose():
    broken = faults.inject(clean_study(), fault="merged-studies", seed=2)

    own, strange = broken.key["groups"]

    by_name = {str(image.SOPInstanceUID): image for image in broken.images}
    assert {by_name[name].PatientID for name in strange} == {
        broken.key["other"]["patient_id"]
    }
    assert not set(own) & set(strange)
    assert len({image.StudyInstanceUID for image in broken.images}) == 1


@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_the_impossible_age_is_impossible(seed: int):
    image = faults.inject(clean_study(), fault="impossible-age", seed=seed).images[0]

    born, examined = str(image.PatientBirthDate), str(image.StudyDate)
    years = (int(examined) - int(born)) // 10000

    assert born > examined or years > 120 or abs(years - int(image.PatientAge[:3])) > 9


@settings(max_examples=20, deadline=None)
@given(seed=seeds, n=st.integers(1, 25))
def test_the_true_order_stands_once_among_its_likes(seed: int, n: int):
    study = clean_study()

    rows = faults.orders(study, seed=seed, n=n)

    accessions = [row["accession"] for row in rows]
    assert len(rows) == n
    assert len(set(accessions)) == n
    assert accessions.count(str(study[0].AccessionNumber)) == 1
    if n >= 4:
        names = [row["patient_name"] for row in rows]
        assert names.count(str(study[0].PatientName)) > 1


def test_the_patient_whose_words_were_taken_stands_in_the_list_too():
    study = clean_study()
    broken = faults.inject(study, fault="wrong-accession", seed=4)

    rows = faults.orders(study, seed=4, n=8, key=broken.key)

    owner = next(
        row for row in rows if row["accession"] == broken.images[0].AccessionNumber
    )
    assert owner["patient_id"] != study[0].PatientID


@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_a_case_shows_what_its_key_says(seed: int):
    for case in faults.anomalies(seed=seed, n=9):
        arrived, room = case.shown["arrived"], case.shown["room"]

        right_patient = arrived["patient_id"] == room["patient_id"]
        right_order = arrived["accession"] == room["accession"]

        assert right_patient == (case.key["patient"] == "right")
        assert right_order == (case.key["accession"] == "right")
        assert bool(case.shown["archive"]) == case.key["exists"]
        assert case.key["kind"] in faults.KINDS
        assert case.key["move"] in set(faults.MOVES) - {"delete"}
        assert not {"why", "kind", "move"} & case.shown.keys()


def test_nine_cases_go_round_the_whole_matrix():
    cases = faults.anomalies(seed=5, n=9)

    assert {case.key["kind"] for case in cases} == set(faults.KINDS)
    assert len({case.key["why"] for case in cases}) == 9
    assert json.dumps([(case.shown, case.key) for case in cases])
    assert faults.anomalies(seed=5, n=9) == cases
