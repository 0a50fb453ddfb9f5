from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.makers.inventory import make_asset_manager, make_item
from tickets.inventory import workflow
from tickets.inventory.models import SoftwareSource

pytestmark = pytest.mark.django_db


def test_each_version_is_kept_with_the_day_it_began():
    manager, item = make_asset_manager(), make_item()

    workflow.change(
        item, by=manager, software_version="5.4.1", software_since=date(2026, 3, 1)
    )
    workflow.change(item, by=manager, software_version="5.4.2")
    workflow.change(item, by=manager, room="R.02")

    kept = item.software_versions.values_list("version", "since", "recorded_by")
    assert list(kept) == [
        ("5.4.2", timezone.localdate(), manager.pk),
        ("5.4.1", date(2026, 3, 1), manager.pk),
    ]


def test_a_version_says_where_it_was_read():
    manager, item = make_asset_manager(), make_item()

    workflow.change(
        item, by=manager, software_version="VA44A", source=SoftwareSource.SEEN
    )

    assert item.software_versions.get().source == SoftwareSource.SEEN


def test_the_reason_stands_beside_the_event(client):
    manager, item = make_asset_manager(), make_item(software_version="1")
    client.force_login(manager)
    facts = {
        "name": item.name,
        "type": item.type.pk,
        "facility": item.facility.pk,
        "lifecycle": "in_use",
        "tier": "3",
        "software_version": "2",
        "software_since": "2026-05-03",
        "why": "after the service of 3 May",
    }

    client.post(reverse("inventory:change", args=[item.short_id]), facts)

    event = item.events.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["why"] == "after the service of 3 May"
    assert event.pgh_context.metadata["user"] == manager.pk
    assert item.software_versions.get().since == date(2026, 5, 3)


def test_a_reason_without_a_request_names_who_gave_it():
    manager, item = make_asset_manager(), make_item()

    workflow.change(item, by=manager, tier=1, why="care stops without it")

    context = item.events.order_by("-pgh_id").first().pgh_context
    assert context.metadata == {"user": manager.pk, "why": "care stops without it"}
