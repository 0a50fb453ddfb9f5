import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tests.makers.inventory import make_asset_manager, make_item
from tests.makers.people import make_agent
from tickets.inventory.models import (
    Advisory,
    Finding,
    Lifecycle,
    MatchState,
)
from tickets.inventory.radar import advisories
from tickets.inventory.radar.versions import is_between, is_named, order_of


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2.9", "2.10"),
        ("VB9", "VB40"),
        ("VB40", "VC10"),
        ("11.0", "11.0.3"),
        ("5.9.1", "6.0.2"),
        ("Client 11.0.2", "Client 11.0.3"),
    ],
)
def test_versions_are_ordered_as_people_count_them(earlier, later):
    assert order_of(earlier) < order_of(later)


@pytest.mark.parametrize(
    ("version", "first", "last", "within"),
    [
        ("5.9.1", "5.9", "5.9.1", True),
        ("5.9", "5.9", "5.9.1", True),
        ("6.0.2", "5.9", "5.9.1", False),
        ("5.8.9", "5.9", "", False),
        ("11.0.3", "", "11.0", True),
        ("11.1", "", "11.0", False),
        ("anything", "", "", True),
    ],
)
def test_both_ends_count_and_an_end_means_all_of_that_version(
    version, first, last, within
):
    assert is_between(version, first, last) is within


def test_names_are_compared_as_people_write_them():
    assert is_named("Flat DR", "flat-dr")
    assert not is_named("Flat DR", "Flat DR 2")


def entered(**over) -> Advisory:
    facts = {
        "kind": "recall",
        "reference": "R-1",
        "title": "Side marker stays",
        "manufacturer": "Ardent",
        "model_names": ["Flat DR"],
        "version_until": "5.9.1",
        "published_on": timezone.localdate(),
        "what_to_do": "Set it anew.",
    }
    return advisories.enter(by=make_asset_manager(), **(facts | over))


def device(**over):
    over.setdefault("manufacturer", "Ardent")
    over.setdefault("model", "Flat DR")
    return make_item(**over)


@pytest.mark.django_db
def test_a_recall_finds_the_items_of_its_maker_model_and_version():
    old, unknown = device(software_version="5.9.1"), device(software_version="")
    device(software_version="6.0.2")
    device(model="Roll DR", software_version="5.4")
    device(manufacturer="Northlight", software_version="5.0")
    device(software_version="5.0", lifecycle=Lifecycle.RETIRED)

    advisory = entered()

    assert {match.item for match in advisory.matches.all()} == {old, unknown}
    finding = Finding.objects.open().get()
    assert (finding.urgent, "2 to settle" in finding.title) == (True, True)


@pytest.mark.django_db
def test_it_is_closed_with_the_last_item_and_opened_by_the_next_that_fits():
    device(software_version="5.9")
    advisory, manager = entered(), make_asset_manager()

    advisories.settle(advisory.matches.get(), by=manager, state=MatchState.DONE)

    advisory.refresh_from_db()
    assert advisory.closed_at is not None
    assert not Finding.objects.open().exists()
    device(software_version="5.8")
    assert advisories.match_all() == 1
    advisory.refresh_from_db()
    assert advisory.closed_at is None
    assert Finding.objects.open().exists()


@pytest.mark.django_db
def test_a_notice_that_fits_nothing_is_closed_at_once():
    assert entered().closed_at is not None


@pytest.mark.django_db
def test_a_corrected_notice_lets_go_of_what_nobody_looked_at():
    device(name="A", software_version="5.9")
    device(name="B", software_version="5.2")
    advisory, manager = entered(), make_asset_manager()
    looked_at = advisory.matches.get(item__name="A")
    advisories.settle(looked_at, by=manager, state=MatchState.AFFECTED)

    advisories.change(advisory, by=manager, version_until="5.0")

    assert [match.item.name for match in advisory.matches.all()] == ["A"]


@pytest.mark.django_db
def test_matching_again_does_not_tell_the_desk_again():
    device(software_version="5.9")
    entered()
    times = Finding.objects.get().times

    advisories.match_all()

    assert Finding.objects.get().times == times


@pytest.mark.django_db
def test_an_agent_reads_notices_and_an_asset_manager_settles_them(client):
    device(software_version="5.9")
    advisory = entered()
    match = advisory.matches.get()
    settle = reverse("inventory:settle_match", args=[advisory.pk, match.pk])

    client.force_login(make_agent())
    assert client.get(advisory.get_absolute_url()).status_code == 200
    assert client.post(settle, {"state": "done"}).status_code == 403
    with pytest.raises(PermissionDenied):
        advisories.settle(match, by=make_agent(), state=MatchState.DONE)

    client.force_login(make_asset_manager())
    client.post(settle, {"state": "done", "note": "6.0.2 installed"})
    match.refresh_from_db()
    assert (match.state, match.note) == ("done", "6.0.2 installed")
    assert client.get(reverse("inventory:advisories")).context["page"].rows == []


@pytest.mark.django_db
def test_a_notice_is_entered_in_the_browser(client):
    client.force_login(make_asset_manager())
    device(name="X-ray 1", software_version="5.9")

    answer = client.post(
        reverse("inventory:enter_advisory"),
        {
            "kind": "safety",
            "reference": "FSN-1",
            "title": "Side marker",
            "manufacturer": "ardent",
            "model_names": "Flat DR,Roll DR",
            "published_on": timezone.localdate().isoformat(),
        },
        follow=True,
    )

    assert "X-ray 1" in answer.content.decode()


@pytest.mark.django_db
def test_the_list_of_notices_asks_a_constant_number_of_queries(
    client, django_assert_max_num_queries
):
    client.force_login(make_asset_manager())
    device(software_version="5.9")
    counts = []
    for start, n in ((0, 3), (3, 20)):
        for number in range(start, start + n):
            entered(reference=f"R-{number}")
        with django_assert_max_num_queries(12) as caught:
            client.get(reverse("inventory:advisories"))
        counts.append(len(caught))

    assert counts[0] == counts[1]
