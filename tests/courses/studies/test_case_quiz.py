"""A case as a quiz: its reader marks and says what is seen, and until then no byte that
answers leaves the server, by whichever address."""

import gzip
import json

import pytest
from django.urls import reverse

from courses.studies import making
from courses.studies.models import Instance, Study, TeachingCase
from tests.dicom_maker import make_ct
from tests.makers.cases import make_mark, make_playlist, make_published
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db
TELLING = ("fungus ball", "aspergilloma", "air crescent", "monod", "cavity")


@pytest.fixture
def reader(client):
    person = make_user()
    client.force_login(person)
    return person


def make_told_study() -> Study:
    """The answer stands wherever a header has room for it."""
    image = make_ct(
        StudyDescription="Cavity with a fungus ball",
        SeriesDescription="Air crescent",
        ImageComments="Aspergilloma",
        AdmittingDiagnosesDescription="Aspergilloma",
        ProtocolName="Aspergilloma follow-up",
        RequestedProcedureDescription="CT for aspergilloma",
        PerformedProcedureStepDescription="Aspergilloma",
        ReasonForTheRequestedProcedure="Aspergilloma?",
        PatientComments="Aspergilloma",
    )
    return making.keep([image], by=make_educator(), title="Cavity with a fungus ball")


def make_riddle(study: Study) -> TeachingCase:
    image = Instance.objects.get(series__study=study)
    box = [[3, 3], [9.5, 8]]
    return make_published(
        study=study,
        title="Fungus ball in an old cavity",
        riddle="Coughs blood, chest CT",
        history="Man, 61. Coughs blood since Monday.",
        discussion="An aspergilloma: see the [Monod sign](#s=1&i=1&w=1500&c=-600).",
        references="Aspergilloma, a review",
        opening="s=1&i=1&z=4&x=-20",
        findings=[{**make_mark(image, label="Air crescent", pixels=box), "code": ""}],
        finding_names="Air crescent",
        prior=make_told_study_before(),
    )


def make_told_study_before() -> Study:
    uid = "1.2.826.0.1.3680043.10.777.5"
    image = make_ct(
        StudyInstanceUID=uid,
        SeriesInstanceUID=f"{uid}.1",
        SOPInstanceUID=f"{uid}.2",
        SeriesDescription="Cavity",
    )
    return making.keep([image], by=make_educator(), title="Cavity before the ball")


def told_in(body: bytes) -> list[str]:
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    said = body.decode(errors="replace").lower()
    return [word for word in TELLING if word in said]


def dicomweb_of(client, viewer) -> dict[str, bytes]:
    """All that its viewer may ask for with the token of its page."""
    found = {}
    for study in (viewer, viewer["prior"]):
        bearer = {"authorization": f"Bearer {study['token']}"}
        base = f"/dicomweb/studies/{study['studyUid']}"
        series = f"{base}/series/{study['series'][0]['uid']}"
        sop = study["series"][0]["instances"][0]["sopUid"]
        image = f"{series}/instances/{sop}"
        asked = [
            *(f"{base}/metadata", f"{series}/metadata", f"{image}/metadata"),
            *(f"{base}/series", f"{base}/instances", f"{series}/instances"),
            f"/dicomweb/studies?StudyInstanceUID={study['studyUid']}",
            *(base, series, image, f"{image}/frames/1"),
        ]
        for address in asked:
            answer = client.get(address, headers=bearer)
            body = b"".join(answer) if answer.streaming else answer.content
            found[f"{address} {answer.status_code}"] = body
    return found


def test_no_byte_of_page_or_images_tells_before_the_answer(client, reader):
    case = make_riddle(make_told_study())

    page = client.get(f"{case.get_absolute_url()}?quiz=1")

    assert told_in(page.content) == []
    viewer = page.context["viewer"]
    assert (viewer["expert"], viewer["title"]) == (None, "")
    assert "9.5" not in page.content.decode()
    assert page.context["opens"] == "s=1"
    client.logout()
    bodies = dicomweb_of(client, viewer)
    assert any(address.endswith("metadata 200") for address in bodies)
    assert {at: told_in(body) for at, body in bodies.items() if told_in(body)} == {}


@pytest.mark.parametrize("word", ["crescent", "aspergilloma", "fungus"])
def test_nobody_finds_a_quiz_by_its_answer(client, reader, word):
    make_riddle(make_told_study())
    cases = reverse("studies:cases")

    as_quiz = client.get(cases, {"quiz": "1", "q": word}).content.decode()
    by_question = client.get(cases, {"quiz": "1", "q": "blood"}).content.decode()
    assert 'name="quiz" value="1"' in by_question
    openly = client.get(cases, {"q": word}).content.decode()

    assert "Coughs blood, chest CT" not in as_quiz
    assert "Coughs blood, chest CT" in by_question
    assert told_in(by_question.encode()) == []
    assert "Fungus ball in an old cavity" in openly


def test_the_neighbours_in_a_playlist_tell_nothing_of_each_other(client, reader):
    case, after = make_riddle(make_told_study()), make_published(title="Silent")
    listed = make_playlist(case, after, owner=reader)
    asked = {"quiz": "1", "list": listed.short_id}

    pages = [
        client.get(after.get_absolute_url(), asked),
        client.get(case.get_absolute_url(), asked),
        client.get(listed.get_absolute_url(), {"quiz": "1"}),
    ]

    assert [told_in(page.content) for page in pages] == [[], [], []]
    assert b"Silent" not in pages[1].content


def test_a_reader_draws_before_and_sees_the_answer_over_it(client, reader):
    case = make_riddle(make_told_study())
    image = Instance.objects.get(series__study=case.study)
    address = reverse("studies:case_answer", args=[case.short_id])
    quiz = client.get(f"{case.get_absolute_url()}?quiz=1").context["viewer"]["task"]
    drawn = [make_mark(image, label="", pixels=[[2, 2], [8, 8]])]

    answer = client.post(address, {"said": "", "marks": json.dumps(drawn)})

    assert (quiz["kinds"], quiz["editable"]) == (["point", "box"], True)
    assert quiz["autosave_url"] is None
    shown = answer.context["viewer"]
    assert shown["task"]["marks"][0]["pixels"] == [[2, 2], [8, 8]]
    assert not shown["task"]["editable"]
    assert shown["expert"]["marks"][0]["label"] == "A"
    assert "Show your mark on the image" in answer.content.decode()


@pytest.mark.parametrize("sent", ["[", "{}", '[{"sop_uid": "1.2"}]'])
def test_marks_that_cannot_be_are_refused(client, reader, sent):
    case = make_riddle(make_told_study())

    answer = client.post(
        reverse("studies:case_answer", args=[case.short_id]), {"marks": sent}
    )

    assert answer.status_code == 409
