"""The page of an item with everything on it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.makers.catalog import make_course
from tests.makers.competency import make_competency
from tests.makers.desk import make_ticket
from tests.makers.inventory import (
    make_advisory,
    make_asset_manager,
    make_contract,
    make_duty,
    make_field,
    make_interface,
    make_item,
    make_item_type,
    make_vendor,
)
from tests.makers.knowledge import make_article
from tests.makers.people import make_agent, make_facility, make_user
from tests.makers.probes import make_probe, make_window
from tickets.inventory import documents, workflow
from tickets.inventory.models import ConfigurationItem
from tickets.inventory.papers import Paper

pytestmark = pytest.mark.django_db
# Four are for who reads and for the figures in the rail.
PRICE = 15


def make_full() -> ConfigurationItem:
    """Each card of the page has something to say."""
    manager, competency = make_asset_manager(), make_competency(title="Acquire a CT")
    kind = make_item_type(name="CT scanner")
    make_field(kind, "slices", kind="number", label="Detector rows")
    vendor = make_vendor(name="Northlight", phone="555 0100", note="Press 2.")
    contract = make_contract(vendor=vendor, number="2231", hours="Mon to Fri, 7 to 19")
    item = workflow.add(
        by=manager,
        name="CT 2",
        type=kind,
        facility=make_facility(),
        ae_title="CT2_ED",
        host="ct2.example",
        port=104,
        software_version="5.4.2",
        software_since=date(2026, 3, 1),
        details={"slices": 64},
        vendor=vendor,
        contract=contract,
        vendor_site_id="NL-4711",
        remote_access="By the jump host; the desk opens it.",
        tolerates_minutes=120,
        may_lose_minutes=15,
        downtime_procedure="Take the next scanner.",
        whom_to_tell="Emergency",
        support_ends_on=timezone.localdate() + timedelta(days=20),
        owner=make_agent(),
        super_user=make_user(),
        competencies=[competency],
    )
    router = make_item(name="Router")
    make_interface(item, router, lost="its images")
    make_interface(make_item(name="Worklist broker"), item)
    make_course(title="CT in the night", counts_for={competency: 3})
    documents.keep(
        item,
        by=manager,
        sent=[documents.Sent("statement.pdf", Paper(b"%PDF", "application/pdf"))],
        kind="conformance",
        software_version="5.4.1",
    )
    make_duty(item=item, title="Yearly test")
    make_advisory(title="Collimator recall").matches.create(item=item)
    make_window(item, title="New disks", what_to_expect="No images for an hour.")
    make_probe(item=item, host="ct2.probe.example")
    make_ticket(item=item, subject="No images")
    make_article(title="CT 2 is slow", items=[item])
    return item


def test_one_screen_says_all_that_a_lead_and_an_engineer_ask(client):
    client.force_login(make_agent())
    item = make_full()

    page = client.get(item.get_absolute_url()).content.decode()

    for words in (
        *("555 0100", "NL-4711", "2231", "Mon to Fri, 7 to 19", "jump host"),
        *("CT2_ED", "Detector rows", "64", "5.4.2", "its images", "Worklist broker"),
        *("May stand still for 2 h", "May lose 15 min", "Take the next scanner."),
        *("CT in the night", "Holds for 5.4.1; 5.4.2 runs here", "Yearly test"),
        *("No images", "CT 2 is slow", "Report a problem", "Emergency"),
        *("Collimator recall", "New disks", "No images for an hour."),
        *("ct2.probe.example", "ct2.example:104", "Acquire a CT"),
    ):
        assert words in page, words


def test_what_is_said_of_one_item_is_not_said_of_another(client):
    client.force_login(make_agent())
    make_full()
    other = make_item(name="Film printer")

    page = client.get(other.get_absolute_url()).content.decode()

    for words in (
        *("Detector rows", "5.4.2", "Holds for", "ct2.example", "Acquire a CT"),
        *("CT in the night", "Yearly test", "Collimator recall", "New disks"),
    ):
        assert words not in page, words


@pytest.mark.parametrize("make_reader", [make_agent, make_asset_manager, make_user])
def test_the_full_page_keeps_its_price(client, make_reader):
    client.force_login(make_reader())
    item = make_full()
    client.get(item.get_absolute_url())  # what is looked up once is not counted

    with CaptureQueriesContext(connection) as caught:
        client.get(item.get_absolute_url())

    assert len(caught) <= PRICE, "\n".join(one["sql"][:200] for one in caught)
