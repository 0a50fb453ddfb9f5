"""How long the desk's pages take, and the search box over everything."""

from collections.abc import Iterator
from typing import Final
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from portal.home.bench import Row, measure, page, timed
from portal.people.models import User
from tickets.desk.models import Ticket
from tickets.inventory.models import ConfigurationItem

AGENT: Final = "agent@demo.example"
REPORTER: Final = "clinician@demo.example"
# Words that tens of thousands of tickets have, and one that is half typed.
COMMON: Final = "images slow after the upd"


@measure(10)
def worklist_100k(_tickets: int) -> Iterator[Row]:
    yield page("worklist_100k", _count(), reverse("desk:worklist"), email=AGENT)


@measure(10, stage="1m")
def worklist_1m(_tickets: int) -> Iterator[Row]:
    yield page("worklist_1m", _count(), reverse("desk:worklist"), email=AGENT)


@measure(11)
def ticket_detail(_tickets: int) -> Iterator[Row]:
    """An open ticket as its agent sees it: with the item, what is known, who asks."""
    newest = Ticket.objects.open().filter(assignee__isnull=False).order_by("-pk")[0]
    yield page("ticket_detail", _count(), newest.get_absolute_url(), email=AGENT)


@measure(12)
def ticket_create(_tickets: int) -> Iterator[Row]:
    """The report form sent, and kept: priority, promises, records, messages."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email=REPORTER))
    items = ConfigurationItem.objects.running().order_by("-pk")
    short_id = items.values_list("short_id", flat=True)[0]
    with CaptureQueriesContext(connection) as caught:
        _report(client, short_id)
    queries = len(caught)  # the log is emptied when the next request begins
    n, ms = _count(), timed(lambda: _report(client, short_id))
    yield Row("ticket_create", n, queries=queries, ms=ms)


@measure(12, stage="1m")
def ticket_search(_tickets: int) -> Iterator[Row]:
    """Words in the worklist's filter, over tickets of every state."""
    query = urlencode({"q": COMMON, "status": "all"})
    url = f"{reverse('desk:worklist')}?{query}"
    yield page("ticket_search", _count(), url, email=AGENT)


@measure(13, stage="1m")
def search_box(_tickets: int) -> Iterator[Row]:
    """The box on every page: each kind of thing that there is."""
    url = f"{reverse('search:results')}?{urlencode({'q': COMMON})}"
    yield page("search_box", _count(), url, email=AGENT)


def _count() -> int:
    """As many as there are: an earlier run may have grown more."""
    return Ticket.objects.count()


def _report(client: Client, short_id: str) -> None:
    response = client.post(
        reverse("desk:report"),
        {
            "item": short_id,
            "category": "slow",
            "can_work": "workaround",
            "description": "Images come slowly since the update. Second desk.",
            "form_key": str(uuid4()),
        },
    )
    if response.status_code != 302:
        raise RuntimeError(f"A report was answered by {response.status_code}.")
