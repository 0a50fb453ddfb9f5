import pytest

from portal.lib.refusal import Refused
from tests.makers.inventory import make_asset_manager, make_item, make_item_type
from tests.makers.people import make_facility
from tickets.inventory import nodes, workflow
from tickets.inventory.models import Lifecycle, NetworkAE, NetworkConnection

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_asset_manager()


def add(manager, **facts):
    facts.setdefault("facility", make_facility())
    return workflow.add(by=manager, name="CT 9", type=make_item_type(), **facts)


def test_a_new_scanner_has_its_ae_and_where_it_listens(manager):
    item = add(manager, ae_title="CT9", host="10.1.1.9", port=104)

    ae = item.network_aes.get()
    assert (ae.title, ae.is_principal, ae.facility) == ("CT9", True, item.facility)
    assert str(ae.connection) == "10.1.1.9:104"


def test_a_system_without_an_ae_title_has_a_connection_all_the_same(manager):
    item = add(manager, host="ris.example", port=2575)

    assert not item.network_aes.exists()
    assert str(item.connections.get()) == "ris.example:2575"


def test_the_ae_and_its_connection_follow_the_item(manager):
    item = add(manager, ae_title="CT9", host="10.1.1.9", port=104)

    workflow.change(item, by=manager, ae_title="CT9_ED", port=11112)

    ae = NetworkAE.objects.get(item=item)
    assert (ae.title, str(ae.connection)) == ("CT9_ED", "10.1.1.9:11112")
    assert NetworkConnection.objects.count() == 1


def test_an_item_written_before_there_were_aes_gets_one_when_it_changes(manager):
    item = make_item(ae_title="OLD")

    workflow.change(item, by=manager, host="10.1.1.4")

    assert str(item.network_aes.get().connection) == "10.1.1.4"


def test_to_go_by_another_of_its_titles_keeps_both(manager):
    item = add(manager, ae_title="PACS1", host="10.1.1.30", port=104)
    other = NetworkAE.objects.create(item=item, facility=item.facility, title="PACS2")

    workflow.change(item, by=manager, ae_title="PACS2")

    other.refresh_from_db()
    assert other.is_principal
    assert not item.network_aes.get(title="PACS1").is_principal


def test_without_a_title_the_ae_is_no_longer_in_use(manager):
    item = add(manager, ae_title="CT9")

    workflow.change(item, by=manager, ae_title="")

    ae = item.network_aes.get()
    assert (ae.title, ae.is_principal, ae.installed) == ("CT9", False, False)


def test_a_retired_scanner_frees_its_title_and_another_may_take_it(manager):
    old = add(manager, ae_title="CT9")

    workflow.change(old, by=manager, lifecycle=Lifecycle.RETIRED)
    new = add(manager, ae_title="CT9", facility=old.facility)

    assert nodes.holder_of("CT9", old.facility) == new


def test_a_title_in_use_in_the_facility_is_refused_with_whose_it_is(manager):
    pacs = add(manager, ae_title="PACS1")
    NetworkAE.objects.create(item=pacs, facility=pacs.facility, title="PACS_QR")

    with pytest.raises(Refused, match="CT 9 of this facility has the AE title PACS_QR"):
        add(manager, ae_title="PACS_QR", facility=pacs.facility)


def test_an_item_that_moves_takes_all_its_aes_along_or_stays(manager):
    there = make_facility()
    add(manager, ae_title="STORE", facility=there)
    item = add(manager, ae_title="PACS1")
    NetworkAE.objects.create(item=item, facility=item.facility, title="STORE")

    with pytest.raises(Refused, match="STORE"):
        workflow.change(item, by=manager, facility=there)


def test_an_item_repeats_what_its_principal_ae_says(manager):
    item = add(manager, ae_title="CT9", host="10.1.1.9", port=104)
    item.network_aes.update(title="CT9_NEW")
    item.connections.update(host="ct9.example", port=None)

    nodes.repeat(item)

    item.refresh_from_db()
    assert (item.ae_title, item.host, item.port) == ("CT9_NEW", "ct9.example", None)
