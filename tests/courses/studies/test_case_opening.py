"""The view that a case opens with, for a reader and in a quiz."""

import pytest
from django.urls import reverse

from courses.studies.cases import opening
from courses.studies.forms.cases import CaseForm
from tests.makers.cases import make_image, make_published
from tests.makers.people import make_user

WHOLE = "s=1&i=30&w=1500&c=-550.5&z=1.53&x=-12.3&y=4&r=90&f=hv&n=1&v=two&t=p1&u=28"


def test_all_that_the_viewer_writes_of_a_view_is_kept():
    assert opening.address(WHOLE) == WHOLE


@pytest.mark.parametrize("said", ["s=1&i=x", "#s=1&colour=red", "s=1&f=q", "s=1&w="])
def test_what_names_no_view_is_passed_over(said):
    assert opening.read(said) == {"s": "1"}


def test_a_quiz_opens_as_its_author_wants_but_not_on_the_answer():
    assert opening.address(WHOLE, quiz=True) == (
        "s=1&w=1500&c=-550.5&r=90&f=hv&n=1&v=two&t=p1"
    )


@pytest.mark.parametrize(
    ("said", "taken"), [("", True), ("#i=3", True), ("the third image", False)]
)
def test_an_author_is_told_of_words_that_open_nothing(said, taken):
    form = CaseForm({"title": "A", "difficulty": 1, "opening": said})

    assert ("opening" not in form.errors) == taken


@pytest.mark.django_db
def test_the_page_opens_on_the_view_and_the_quiz_beside_it(client):
    client.force_login(make_user())
    case = make_published(study=make_image().series.study, opening="s=1&i=30&r=90")
    address = reverse("studies:case", args=[case.short_id])

    read, quiz = client.get(address), client.get(address, {"quiz": "1"})

    assert 'data-case-opens="s=1&amp;i=30&amp;r=90"' in read.content.decode()
    assert 'data-case-opens="s=1&amp;r=90"' in quiz.content.decode()
    assert "i=30" not in quiz.content.decode()
