"""Every page that is reached without naming a thing costs few queries, and the same
for three rows and for thirty. The pages are read off the URL resolver."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.assessment import drafting
from portal.audit import ledger
from portal.jobs.models import DeadLetter
from portal.notify.models import Mail, Message
from portal.people.models import Role, User
from tests.architecture.urls import Address, addresses
from tests.makers.assessment import make_unready
from tests.makers.cases import make_case, make_playlist, make_published
from tests.makers.catalog import make_course
from tests.makers.competency import make_competency
from tests.makers.desk import make_assigned, make_ticket
from tests.makers.inventory import make_item
from tests.makers.knowledge import make_article
from tests.makers.people import make_facility, make_profile, make_user
from tests.makers.studies import make_study

pytestmark = pytest.mark.django_db
BUDGET = 12
BADGES = 2  # who has every role pays for every figure in the rail
# Pages that are many lists in one, each with a price of its own.
DEARER = {"home:front": 30, "competency:passport": 15}
ELSEWHERE = ("account", "mfa", "socialaccount", "openid", "usersessions")


def pages() -> list[Address]:
    return [
        one
        for one in addresses()
        if not any(sign in one.url for sign in ("/1/", "some", "1.2.840", "INC-"))
        and not one.name.startswith(ELSEWHERE)
    ]


def make_rows(number: int, reader: User) -> None:
    for _ in range(number):
        make_ticket(reporter=reader)
        make_assigned(assignee=reader)
        make_item()
        make_article()
        make_course()
        make_study()
        make_unready()
        drafting.begin("mark", by=reader)
        make_case()
        make_playlist(make_published(), owner=reader)
        make_competency()
        make_user(manager=reader, facility=make_facility())
        make_profile()
        ledger.record(reader, "test.done", reader)
        Message.objects.create(
            recipient=reader, kind="test", subject="A line", mail=Mail.NEVER
        )
    DeadLetter.objects.bulk_create(
        DeadLetter(queue="test", row=timezone.now().timestamp() * 1e6 + n, attempts=1)
        for n in range(number)
    )


def price_of(address: Address, client: Client) -> int | None:
    client.get(address.url)  # what is looked up once and kept is not counted
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address.url)
    return len(caught) if response.status_code == 200 else None


def test_every_page_keeps_its_price(client):
    """All pages over the same rows: making the rows takes longer than the pages."""
    reader = make_user(*Role)
    client.force_login(reader)

    make_rows(8, reader)
    few = {one.name: price_of(one, client) for one in pages()}
    make_rows(8, reader)
    many = {one.name: price_of(one, client) for one in pages()}

    shown = {name: price for name, price in many.items() if price is not None}
    assert len(shown) > len(many) / 2
    # One more may count the rows, once they no longer fit on one page.
    growing = {name: (few[name], price) for name, price in shown.items()}
    assert {
        name: pair for name, pair in growing.items() if pair[1] - pair[0] not in {0, 1}
    } == {}
    assert {
        name: price
        for name, price in shown.items()
        if price > DEARER.get(name, BUDGET) + BADGES
    } == {}
