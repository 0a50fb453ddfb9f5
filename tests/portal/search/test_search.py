import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Role
from portal.search.views import find
from tests.makers.desk import make_ticket
from tests.makers.inventory import make_item
from tests.makers.knowledge import make_article
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def titles(user, text: str) -> list[str]:
    return [hit.title for one in find(user, text) for hit in one.hits]


def test_one_box_finds_people_items_articles_and_tickets():
    reader = make_user(Role.AGENT, name="Tessa Rowan")
    item = make_item(name="Rowan ward CT")
    make_article(title="Rowan's rule for worklists")
    ticket = make_ticket(subject="Rowan sees no images", item=item)

    kinds = {str(one.kind.label) for one in find(reader, "rowan")}

    assert kinds == {"People", "Items", "Knowledge", "Tickets"}
    assert titles(reader, ticket.reference) == [ticket.subject]


def test_the_last_word_may_be_half_typed():
    make_article(title="Worklist stays empty")

    assert titles(make_user(), "worklist sta") == ["Worklist stays empty"]


@pytest.mark.parametrize("typed", ["Rowen", "Tesa Rowan", "rowwan"])
def test_a_slip_of_the_finger_still_finds_the_person(typed):
    make_user(name="Tessa Rowan")

    assert titles(make_user(name="Ada Other"), typed) == ["Tessa Rowan"]


def test_a_slip_still_finds_a_system_and_an_article():
    make_item(name="Web viewer")
    make_article(title="Images under the wrong patient")
    reader = make_user(name="Ada Other")

    assert titles(reader, "web viewr") == ["Web viewer"]
    assert titles(reader, "wron patient") == ["Images under the wrong patient"]


def test_nobody_finds_what_they_may_not_see():
    make_ticket(subject="Injector stopped in room nine")
    make_user(name="Vanished Quill", is_active=False, deactivated_at=timezone.now())
    make_article(title="Injector draft", state="draft")
    reader = make_user()

    assert titles(reader, "injector") == []
    assert titles(reader, "vanished quill") == []


@pytest.mark.parametrize(
    "typed", ["", "a", "%", "' OR 1=1 --", "\\", ":*", "a & b | !c", "<b>", "x" * 5000]
)
def test_whatever_is_typed_gets_a_page(client, typed):
    client.force_login(make_user())

    page = client.get(reverse("search:results"), {"q": typed})

    assert page.status_code == 200


def test_a_search_costs_the_same_however_much_there_is():
    reader = make_user(Role.AGENT)
    costs = []
    for _ in range(2):
        for _ in range(5):
            make_ticket(subject="Mammography is slow")
            make_item(name="Mammography")
            make_article(title="Mammography")
        with CaptureQueriesContext(connection) as caught:
            find(reader, "mammography")
        costs.append(len(caught))

    assert costs[0] == costs[1] <= 12
