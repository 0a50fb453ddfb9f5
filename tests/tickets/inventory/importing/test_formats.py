"""Whose export a file is, and what its columns mean."""

from pathlib import Path

import pytest

from tests.makers.imports import make_checked, written
from tests.makers.people import make_facility
from tickets.inventory.importing.reading import read
from tickets.inventory.models import ConfigurationItem, ImportFormat

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize("known", ["netbox", "glpi", "snipeit"])
@pytest.mark.django_db
def test_an_export_of_another_program_is_recognised_and_taken_whole(known):
    make_facility(name="Harbour")
    data = (FILES / f"{known}.csv").read_bytes()

    run = written(make_checked(data, creates=True))

    assert run.format == ImportFormat(known)
    assert not list(run.rows.exclude(problems=[]))
    assert ConfigurationItem.objects.count() == len(read(data).lines)


@pytest.mark.django_db
def test_of_netbox_the_role_is_the_type_and_the_type_the_model():
    make_facility(name="Harbour")

    written(make_checked((FILES / "netbox.csv").read_bytes(), creates=True))

    item = ConfigurationItem.objects.get(serial="SN-1001")
    assert (item.type.name, item.model) == ("CT scanner", "Revolve 64")
    assert (item.building, item.room) == ("Level 1", "CT 1")
    assert (item.host, item.lifecycle) == ("10.20.1.11", "in_use")


@pytest.mark.django_db
def test_of_glpi_a_location_is_facility_building_and_room():
    make_facility(name="Harbour")

    written(make_checked((FILES / "glpi.csv").read_bytes(), creates=True))

    item = ConfigurationItem.objects.get(name="READ-07")
    assert (item.facility.name, item.building, item.room) == (
        *("Harbour", "West wing"),
        "R.114",
    )
    assert (item.asset_tag, item.os_name) == ("INV-502", "Windows 11")


@pytest.mark.django_db
def test_of_snipe_it_the_category_is_the_type_and_the_supplier_the_vendor():
    make_facility(name="Harbour")

    written(make_checked((FILES / "snipeit.csv").read_bytes(), creates=True))

    item = ConfigurationItem.objects.get(asset_tag="A-2041")
    assert (item.type.name, str(item.vendor)) == ("Mobile X-ray", "Rowan Systems")
    assert str(item.warranty_ends_on) == "2027-05-01"
