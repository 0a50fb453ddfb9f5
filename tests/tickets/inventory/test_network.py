import pytest
from django.urls import reverse

from portal.lib.refusal import Refused
from tests.makers.inventory import (
    make_asset_manager,
    make_interface,
    make_item,
    make_item_type,
)
from tests.makers.people import make_agent, make_facility
from tickets.inventory import workflow as items
from tickets.inventory.models import NetworkAE, NetworkConnection
from tickets.inventory.network import workflow
from tickets.inventory.network.annex_h import as_ldif, device_of
from tickets.inventory.network.uids import sop_class_called

pytestmark = pytest.mark.django_db
CT_STORAGE, IMPLICIT = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2"


@pytest.fixture
def manager():
    return make_asset_manager()


@pytest.fixture
def pacs(manager):
    return items.add(
        by=manager,
        name="PACS, main",
        type=make_item_type(),
        facility=make_facility(name="Alder General"),
        manufacturer="Corvus",
        ae_title="PACS1",
        host="10.1.1.30",
        port=104,
    )


def ae_of(pacs, title="PACS1"):
    return pacs.network_aes.get(title=title)


def address(name, pacs, *more):
    return reverse(f"inventory:{name}", args=[pacs.short_id, *more])


def test_a_second_ae_becomes_the_one_it_goes_by(client, manager, pacs):
    client.force_login(manager)
    typed = {"title": "PACS_QR", "is_principal": "on", "accepts": "on"}
    typed |= {"installed": "on", "connection": pacs.connections.get().pk}

    client.post(address("ae_add", pacs), typed)

    pacs.refresh_from_db()
    assert (pacs.ae_title, pacs.port) == ("PACS_QR", 104)
    assert not ae_of(pacs).is_principal


def test_a_title_of_another_item_is_refused_by_name(client, manager, pacs):
    client.force_login(manager)
    other = make_item(name="Other", facility=pacs.facility)
    typed = {"title": "PACS1", "installed": "on"}

    page = client.post(address("ae_add", other), typed).content.decode()

    assert "PACS, main of this facility has the AE title PACS1 already." in page
    assert not other.network_aes.exists()


def test_where_it_listens_is_changed_and_the_item_says_so(client, manager, pacs):
    client.force_login(manager)
    connection = pacs.connections.get()
    typed = {"host": "pacs.example", "port": 11112, "uses_tls": "on", "installed": "on"}
    typed |= {"certificate_ends_on": "2027-03-01"}

    client.post(address("connection_change", pacs, connection.pk), typed)

    pacs.refresh_from_db()
    assert pacs.address == "pacs.example:11112"
    assert NetworkConnection.objects.get().certificate_ends_on.year == 2027


def test_the_title_it_goes_by_is_not_removed_before_the_others(manager, pacs):
    workflow.write_ae(
        NetworkAE(item=pacs, facility=pacs.facility, title="STORE"), by=manager
    )

    with pytest.raises(Refused, match="goes by this AE title"):
        workflow.remove_ae(ae_of(pacs), by=manager)

    workflow.remove_ae(ae_of(pacs, "STORE"), by=manager)
    workflow.remove_ae(ae_of(pacs), by=manager)
    pacs.refresh_from_db()
    assert pacs.ae_title == ""


def test_a_worklist_comes_from_an_ae_that_exists(client, manager, pacs):
    client.force_login(manager)
    broker = make_item(facility=pacs.facility, ae_title="MWL")
    source = NetworkAE.objects.create(
        item=broker, facility=broker.facility, title="MWL"
    )
    typed = {"title": "PACS1", "installed": "on", "worklist_source": "MWL"}
    change = address("ae_change", pacs, ae_of(pacs).pk)

    refused = client.post(change, {**typed, "mpps_target": "NOBODY"})
    assert "No other item has the AE title NOBODY." in refused.content.decode()

    client.post(change, typed)
    assert ae_of(pacs).worklist_source == source


@pytest.mark.parametrize("said", ["CT Image Storage", "ct image storage ", CT_STORAGE])
def test_a_capability_is_stated_by_name_or_uid(client, manager, pacs, said):
    client.force_login(manager)
    ae = ae_of(pacs)
    typed = {"sop_class": said, "role": "SCP", "transfer_syntaxes": [IMPLICIT]}

    client.post(address("capability_add", pacs, ae.pk), typed)

    stated = ae.transfer_capabilities.get()
    assert (stated.sop_class, stated.transfer_syntaxes) == (CT_STORAGE, [IMPLICIT])
    client.post(address("capability_remove", pacs, ae.pk, stated.pk))
    assert not ae.transfer_capabilities.exists()


def test_a_sop_class_that_dicom_does_not_know_is_asked_again(client, manager, pacs):
    client.force_login(manager)
    typed = {"sop_class": "CT pictures", "role": "SCP"}

    answer = client.post(address("capability_add", pacs, ae_of(pacs).pk), typed)

    assert answer.status_code == 422
    assert sop_class_called("1.2.3.4.5") == "1.2.3.4.5"
    assert sop_class_called("12") is None


def test_a_device_is_handed_on_with_the_names_of_annex_h(client, manager, pacs):
    client.force_login(make_agent())
    workflow.state_capability(
        ae_of(pacs),
        by=manager,
        sop_class=CT_STORAGE,
        role="SCP",
        transfer_syntaxes=[IMPLICIT],
    )

    device = client.get(address("annex_h_json", pacs)).json()

    assert device["dicomDeviceName"] == "PACS, main"
    assert device["dicomNetworkConnection"][0]["dicomPort"] == 104
    (ae,) = device["dicomNetworkAE"]
    assert ae["dicomAETitle"] == "PACS1"
    assert ae["dicomNetworkConnectionReference"] == "10.1.1.30:104"
    (capability,) = ae["dicomTransferCapability"]
    assert capability["dicomTransferRole"] == "SCP"


def test_in_ldif_names_are_escaped_and_foreign_letters_encoded(pacs):
    pacs.manufacturer = "Größe"

    said = as_ldif(device_of(pacs))

    below = "dicomDeviceName=PACS\\, main,cn=Devices,cn=DICOM Configuration"
    assert f"dn: dicomAETitle=PACS1,{below}\n" in said
    assert "dicomManufacturer:: R3LDtsOfZQ==\n" in said
    assert f"dicomNetworkConnectionReference: cn=10.1.1.30:104,{below}\n" in said
    assert "dicomInstalled: TRUE\n" in said


@pytest.mark.parametrize("name", ["ae_add", "connection_add"])
def test_others_only_read_the_network(client, pacs, name):
    client.force_login(make_agent())

    assert client.get(address(name, pacs)).status_code == 403
    assert client.get(address("ae", pacs, ae_of(pacs).pk)).status_code == 200


def test_an_interface_says_which_aes_talk(client, manager, pacs):
    client.force_login(manager)
    ct = make_item(name="CT", ae_title="CT1", facility=pacs.facility)
    edge = make_interface(ct, pacs, messages="CT, SR", queue_threshold=50)
    store = NetworkAE.objects.create(
        item=pacs, facility=pacs.facility, title="STORE", connection=None
    )
    edge.target_ae, edge.port = store, 11112
    edge.save()

    page = client.get(edge.get_absolute_url()).content.decode()

    assert edge.route == "CT1 → STORE:11112"
    assert "CT1 → STORE:11112" in page
    assert "50 waiting" in page
