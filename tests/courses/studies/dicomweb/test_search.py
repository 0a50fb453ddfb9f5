"""QIDO-RS: what is asked is found, what is not understood is said, nothing leaks."""

import pytest

from courses.studies import tokens
from courses.studies.models import Study
from tests.courses.studies.dicomweb.conftest import Program, series_url
from tests.makers.people import make_user
from tests.makers.studies import make_grant, make_instance, make_study

pytestmark = pytest.mark.django_db
DESCRIPTION, AGE, MODALITY = "00081030", "00101010", "00080060"


def uids(response) -> list[str]:
    return [one["0020000D"]["Value"][0] for one in response.json()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"StudyInstanceUID": "1.2.3,1.2.4"}, 2),
        ({"0020000D": "1.2.3\\1.2.4"}, 2),
        ({"0020000d": "1.2.3"}, 1),
        ({"PatientName": "TRN-?0"}, 2),
        ({"PatientName": "trn 10", "fuzzymatching": "true"}, 1),
        ({"PatientName": "rn", "fuzzymatching": "true"}, 0),
        ({"PatientAge": "058Y"}, 1),
        ({"ModalitiesInStudy": "CT,MR"}, 2),
        ({"ModalitiesInStudy": "MR"}, 1),
        ({"StudyDate": "20200101-"}, 1),
        ({"PatientID": "*"}, 2),
        ({"StudyID": ""}, 2),
        ({"PatientBirthDate": "19580101"}, 0),
        ({"limit": "0"}, 0),
        ({"offset": "2"}, 0),
    ],
)
def test_studies_are_found_by_every_kind_of_matching(program, query, found):
    old = make_study(uid="1.2.3", patient_id="TRN-10", patient_age="058Y")
    new = make_study(uid="1.2.4", patient_id="TRN-20", study_date="2020-03-01")
    make_instance(old)
    make_instance(new)
    new.series.update(modality="MR")

    response = program.get("/studies", query)

    assert (response.status_code, len(response.json())) == (200, found)
    assert "Warning" not in response


def test_a_page_of_studies_goes_on_where_the_last_one_ended(program):
    made = [make_study().uid for _ in range(5)]

    pages = [
        uids(program.get("/studies", {"limit": "2", "offset": start}))
        for start in ("0", "2", "4")
    ]

    assert [uid for page in pages for uid in page] == made[::-1]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"InstitutionName": "General"}, "InstitutionName"),
        ({"00091001": "x"}, "00091001"),
        ({"emptyvaluematching": "true"}, "emptyvaluematching"),
        ({"includefield": "InstanceNumber"}, "InstanceNumber"),
        ({"00081110.00081155": "1.2.3"}, "ReferencedSOPInstanceUID"),
    ],
)
def test_what_was_passed_over_is_said_in_a_warning(program, query, named):
    make_study()

    response = program.get("/studies", query)

    assert len(response.json()) == 1
    assert response["Warning"].startswith("299 ")
    assert named in response["Warning"]


def test_more_is_told_of_a_study_when_it_is_asked_for(program, study):
    plain = program.get("/studies").json()[0]

    [asked] = program.get("/studies", {"includefield": "PatientAge,00101020"}).json()
    [everything] = program.get("/studies", {"includefield": "all"}).json()

    assert AGE not in plain
    assert asked[AGE]["Value"] == ["067Y"]
    assert everything[AGE]["Value"] == ["067Y"]


def test_anything_of_an_image_may_be_asked_for_but_its_pixels(program, study):
    [asked, *_] = program.get(
        f"{series_url(study)}/instances",
        {"includefield": ["PixelSpacing", "00280100"]},
    ).json()
    [everything, *_] = program.get(
        f"{series_url(study)}/instances", {"includefield": "all"}
    ).json()

    assert asked["00280030"]["Value"] == [0.7, 0.7]
    assert asked["00280100"]["Value"] == [16]
    assert everything["00281053"]["Value"] == [1]
    assert "7FE00010" not in everything


def test_series_and_images_of_all_studies_tell_of_their_study(program, study):
    [series] = program.get("/series", {"Modality": "CT"}).json()
    images = program.get("/instances", {"PatientID": study.patient_id}).json()

    assert series["0020000D"]["Value"] == [study.uid]
    assert series["00100020"]["Value"] == [study.patient_id]
    assert series["00201209"]["Value"] == [3]
    assert [one["00080060"]["Value"] for one in images] == [["CT"]] * 3
    assert {one["0020000D"]["Value"][0] for one in images} == {study.uid}


def test_images_of_a_study_are_found_by_what_their_series_are(program, study):
    url = f"/studies/{study.uid}/instances"

    assert len(program.get(url, {"Modality": "CT"}).json()) == 3
    assert program.get(url, {"Modality": "MR"}).json() == []
    assert len(program.get(url, {"ModalitiesInStudy": "CT"}).json()) == 3


def test_an_address_of_an_answer_may_be_followed_as_it_stands(program, study):
    [found] = program.get("/studies").json()

    url = found["00081190"]["Value"][0]
    assert url == f"http://testserver/dicomweb/studies/{study.uid}"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/dicom+json", "application/dicom+json"),
        ("application/json", "application/json"),
        ("*/*", "application/dicom+json"),
        ("text/html;q=0.9, application/json;q=0.5", "application/json"),
        ("application/json;q=0", None),
        ("application/dicom+xml", None),
    ],
)
def test_results_come_as_json_or_not_at_all(program, accept, kind):
    response = program.get("/studies", accept=accept)

    assert response.status_code == (200 if kind else 406)
    assert kind is None or response["Content-Type"] == kind


def test_what_may_be_taken_may_stand_in_the_address(program):
    good = program.get("/studies?accept=application/dicom+json", accept="text/html")
    bad = program.get("/studies", {"accept": "text/html"}, accept="*/*")

    assert (good.status_code, bad.status_code) == (200, 406)


@pytest.mark.parametrize(
    "query",
    [
        {"PatientAge": "067Y"},
        {"PatientAge": "001Y"},
        {"StudyDescription": "*bleed*"},
        {"StudyDescription": "*nothing*"},
    ],
)
def test_a_search_under_a_grant_does_not_answer_the_question(client, study, query):
    """That something was found would be the answer."""
    Study.objects.update(reserved=True, title="A bleed on the left")
    learner = make_user()
    grant = make_grant(learner, study, hidden=["PatientAge", "BodyPartExamined"])
    viewer = Program(client, tokens.issue(learner, study, grant=grant))

    response = viewer.get("/studies", {**query, "includefield": "PatientAge"})

    assert uids(response) == [study.uid]
    assert "067Y" not in response.content.decode()
    assert "bleed" not in response.content.decode()


def test_a_list_costs_the_same_for_few_as_for_many(
    program, django_assert_max_num_queries
):
    for _ in range(30):
        make_instance()
    program.get("/studies")

    for url in ("/studies", "/series", "/instances"):
        with django_assert_max_num_queries(4):
            assert len(program.get(url).json()) == 30
