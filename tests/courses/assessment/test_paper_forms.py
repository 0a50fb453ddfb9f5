"""An educator writes exercises on paper in the browser, and they can be done."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.assessment import drafting, workflow
from courses.assessment.models import Draft
from tests.makers.assessment import make_variants
from tests.makers.paper import handed_in, key_of, perfect, task_of
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db
COMMON = {
    "title": "Our own",
    "prompt": "Do **this**.",
    "minutes": "5",
    "pass_mark": "90",
    "level": "1",
}
TYPED = {
    "header-repair": {
        "headers": "dx-hand",
        "at_once": "1",
        "orders": "5",
        "fault_swapped_side": "on",
    },
    "header-reading": {
        "headers": "ct-chest",
        "find": "KVP | Which voltage? | WHY\nRows | How many rows?",
        "fault_no_spacing": "on",
    },
    "anomaly": {"cases": "4"},
    "sorting": {
        "orders": "4",
        "headers_1": "mr-knee",
        "fault_1": "orphan",
        "headers_2": "dx-knee",
        "fault_2": "none",
        "patient_2": "1",
        "fault_3": "none",
    },
    "deidentify": {
        "headers": "ct-head",
        "profile": "basic",
        "attributes": "10",
        "with_files": "on",
    },
}
SLIPS = [
    ("header-repair", {"headers": "dx-chest"}, "fault that this examination can have"),
    ("header-repair", {"at_once": "2"}, "as many faults as come at once"),
    ("header-reading", {"find": "Colour | Which?"}, "is no keyword of DICOM"),
    ("header-reading", {"find": "KVP"}, "write the question after a |"),
    ("header-reading", {"fault_no_spacing": ""}, "or that it has none"),
    ("sorting", {"headers_1": "", "headers_2": ""}, "at least one examination"),
    ("deidentify", {"headers": ""}, "Choose an examination, or a phantom"),
    ("deidentify", {"attributes": "0", "with_files": ""}, "attributes or files"),
]


@pytest.fixture
def educator(client):
    person = make_educator()
    client.force_login(person)
    return person


def draft_of(client, kind: str) -> Draft:
    client.post(reverse("assessment:begin_draft"), {"kind": kind})
    return Draft.objects.get()


def sent(draft: Draft, kind: str, **over: str) -> dict[str, str]:
    typed = {**COMMON, **TYPED[kind], **over, "revision": str(draft.revision)}
    return {name: value for name, value in typed.items() if value} | {"publish": "1"}


@pytest.mark.usefixtures("educator")
@pytest.mark.parametrize("kind", TYPED)
def test_what_an_educator_published_can_be_done_and_passed(client, kind):
    draft = draft_of(client, kind)
    page = reverse("assessment:draft", args=[draft.pk])
    assert client.get(page).status_code == 200

    client.post(page, sent(draft, kind))
    make_variants()

    draft.refresh_from_db()
    learner = make_user()
    attempt = workflow.start(learner, draft.activity)
    answer = perfect(kind, task_of(attempt), key_of(attempt))
    grade = handed_in(learner, attempt, answer)
    assert (grade.passed, grade.percent) == (True, 100)


@pytest.mark.usefixtures("educator")
@pytest.mark.parametrize(("kind", "over", "said"), SLIPS)
def test_a_slip_is_named_and_what_was_typed_stays(client, kind, over, said):
    draft = draft_of(client, kind)
    page = reverse("assessment:draft", args=[draft.pk])

    answer = client.post(page, sent(draft, kind, **over))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Our own"' in answer.content.decode()


def test_the_page_on_which_one_writes_can_be_sent():
    strict = Client(enforce_csrf_checks=True)
    educator = make_educator()
    strict.force_login(educator)
    draft = drafting.begin("anomaly", by=educator)
    page = reverse("assessment:draft", args=[draft.pk])
    shown = strict.get(page).content.decode()
    token = re.search(r'<form class="rr-worksheet.*?value="(\w{64})"', shown, re.DOTALL)
    assert token

    typed = {**sent(draft, "anomaly"), "csrfmiddlewaretoken": token[1]}
    assert strict.post(page, typed).status_code == 302
