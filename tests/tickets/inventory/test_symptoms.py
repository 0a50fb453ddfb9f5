import pytest
from django.urls import reverse
from django.utils import timezone

from tests.makers.inventory import make_asset_manager, make_interface, make_item
from tests.makers.people import make_agent
from tickets.inventory.models import Effect, ItemState, Symptom
from tickets.inventory.symptoms.chain import chain_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_worklist():
    return Symptom.objects.create(
        code="no-worklist", says="No worklist", services=["worklist", "Orders"]
    )


@pytest.fixture
def ct():
    """Orders go from the RIS to the broker, and its list to the scanner; images go
    elsewhere, and the scanner's word of its work goes back."""
    scanner, broker, ris, pacs, power, wards = (
        make_item(name=name)
        for name in ("CT", "Broker", "RIS", "PACS", "Server", "Wards")
    )
    make_interface(broker, scanner, service="Modality worklist", effect=Effect.LIMITED)
    make_interface(pacs, scanner, service="Storage commitment", effect=Effect.LIMITED)
    make_interface(scanner, broker, service="MPPS", effect=Effect.GAP)
    make_interface(ris, broker, service="Orders (ORM)", effect=Effect.GAP)
    make_interface(power, broker, service="Virtual machine")
    make_interface(wards, ris, service="Requests", effect=Effect.GAP)
    return scanner


def names(chain):
    return [step.item.name for step in chain.steps]


def test_the_way_goes_along_what_brings_the_missing_thing(no_worklist, ct):
    chain = chain_of(no_worklist, ct)

    assert names(chain) == ["Broker", "Server", "RIS"]
    assert not chain.is_general
    assert [edge.service for edge in chain.steps[0].brings] == ["Modality worklist"]


def test_the_nearest_in_trouble_is_where_to_begin(no_worklist, ct):
    assert chain_of(no_worklist, ct).suspect is None

    for step, worst in zip(chain_of(no_worklist, ct).steps[1:], (3, 1), strict=True):
        ItemState.objects.create(
            item=step.item, open_tickets=1, worst_priority=worst, since=timezone.now()
        )

    assert chain_of(no_worklist, ct).suspect.item.name == "RIS"


def test_circles_come_to_rest(no_worklist, ct):
    broker = chain_of(no_worklist, ct).steps[0].item
    make_interface(ct, broker, service="worklist status")

    assert "CT" not in names(chain_of(no_worklist, ct))


def test_without_such_a_service_all_that_it_lives_on_is_shown(ct):
    odd = Symptom.objects.create(code="smell", says="It smells", services=["odour_%"])

    chain = chain_of(odd, ct)

    assert chain.is_general
    assert {"Broker", "PACS"} <= set(names(chain))


def test_a_symptom_is_asked_for_and_answered_on_one_page(client, no_worklist, ct):
    client.force_login(make_agent())
    address = reverse("inventory:symptoms")

    asked = client.get(address, {"at": ct.short_id}).content.decode()
    answered = client.get(address, {"at": "CT", "symptom": "no-worklist"})
    nowhere = client.get(address, {"at": "Nowhere", "symptom": "no-worklist"})

    assert "No worklist" in asked
    assert "No worklist at CT" in answered.content.decode()
    assert "No item is called" in nowhere.content.decode()


def test_symptoms_are_written_changed_and_removed(client):
    client.force_login(make_asset_manager())
    typed = {"says": "No priors", "services": "C-MOVE\n\nprior ", "order": 3}

    client.post(reverse("inventory:symptom_add"), typed)
    symptom = Symptom.objects.get(code="no-priors")
    assert symptom.services == ["C-MOVE", "prior"]

    again = client.post(reverse("inventory:symptom_add"), typed)
    assert "already written down" in again.content.decode()

    typed["says"] = "Older images missing"
    client.post(reverse("inventory:symptom_change", args=[symptom.pk]), typed)
    symptom.refresh_from_db()
    assert (symptom.says, symptom.code) == ("Older images missing", "no-priors")

    client.post(reverse("inventory:symptom_remove", args=[symptom.pk]))
    assert not Symptom.objects.exists()


@pytest.mark.parametrize("name", ["symptom_add", "symptom_change", "symptom_remove"])
def test_others_only_read_symptoms(client, no_worklist, name):
    client.force_login(make_agent())
    args = [] if name == "symptom_add" else [no_worklist.pk]

    assert client.get(reverse(f"inventory:{name}", args=args)).status_code == 403
