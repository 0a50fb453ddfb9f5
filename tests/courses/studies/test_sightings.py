"""Devices seen in headers: counted once a study, and tied to none."""

from datetime import date, timedelta

import pytest
from django.db import models
from django.utils import timezone

from courses.dicom.devices import device_of
from courses.studies import intake, tasks
from courses.studies.models import Batch, IncomingFile, Sighting
from courses.studies.work import cleaning, sightings
from portal.jobs.queue import work_through
from portal.people.models import Role
from tests.dicom_maker import make_ct, write
from tests.makers.inventory import make_asset_manager, make_item
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_released, make_reviewable, make_slices, receive

DEVICE = {
    "StationName": "CT02",
    "StationAETitle": "CT_EAST_2",
    "Manufacturer": "SIEMENS",
    "ManufacturerModelName": "SOMATOM Definition AS+",
    "SoftwareVersions": ["syngo CT 2012B", "VA44A"],
    "DeviceSerialNumber": "66012",
}
SEEN = {
    "station_name": "CT02",
    "ae_title": "CT_EAST_2",
    "manufacturer": "SIEMENS",
    "model": "SOMATOM Definition AS+",
    "software_version": "syngo CT 2012B / VA44A",
    "serial": "66012",
}


def make_sighting(**over) -> Sighting:
    over.setdefault("station_name", "CT02")
    over.setdefault("software_version", "VA44A")
    over.setdefault("first_seen", date(2026, 3, 1))
    over.setdefault("last_seen", over["first_seen"])
    over.setdefault("count", 1)
    return Sighting.objects.create(**over)


def read(tmp_path, **over) -> dict[str, str]:
    (path,) = write(tmp_path, make_ct(**{**DEVICE, **over}))
    return device_of(path)


# --- what is read -------------------------------------------------------------


def test_a_device_is_known_by_what_its_header_says(tmp_path):
    assert read(tmp_path) == SEEN


def test_where_the_station_has_no_ae_title_the_performed_step_tells_it(tmp_path):
    ct = make_ct(**DEVICE)
    del ct.StationAETitle
    ct.PerformedStationAETitle = "CT_WEST"

    (path,) = write(tmp_path, ct)

    assert device_of(path)["ae_title"] == "CT_WEST"


@pytest.mark.parametrize(
    ("keyword", "name", "value"),
    [
        ("StationName", "station_name", "HOLLYHOCK"),
        ("StationName", "station_name", "HollyhockCT"),
        ("StationName", "station_name", "MRN-7734190"),
        ("StationName", "station_name", "Room of Ada F."),
        ("StationAETitle", "ae_title", "MARIGOLD_1"),
        ("Manufacturer", "manufacturer", "Dr Foxglove"),
        ("Manufacturer", "manufacturer", "Call 5550199123"),
        ("ManufacturerModelName", "model", "ACC5551234"),
        ("ManufacturerModelName", "model", "M\u00fcller"),
        ("SoftwareVersions", "software_version", "born 1958-11-03"),
        ("DeviceSerialNumber", "serial", "19581103"),
        ("DeviceSerialNumber", "serial", "Marigold"),
    ],
)
def test_a_persons_words_are_no_device(tmp_path, keyword, name, value):
    found = read(tmp_path, **{keyword: value})

    assert found == {**SEEN, name: ""}


def test_a_file_that_is_no_image_tells_of_no_device(tmp_path):
    path = tmp_path / "notes"
    path.write_bytes(b"Hollyhock" * 100)

    assert device_of(path) == {}


# --- how it is counted --------------------------------------------------------


@pytest.mark.django_db
def test_a_study_counts_once_however_many_images_it_has(tmp_path):
    make_released(tmp_path, *make_slices(3, **DEVICE))

    seen = Sighting.objects.get()
    assert {name: getattr(seen, name) for name in SEEN} == SEEN
    assert seen.count == 1
    assert seen.first_seen == seen.last_seen == timezone.now().date()


@pytest.mark.django_db
def test_nothing_is_seen_before_the_batch_is_settled(tmp_path):
    batch = make_reviewable(tmp_path, *make_slices(2, **DEVICE))

    assert not Sighting.objects.exists()
    assert list(batch.incoming.values_list("seen", flat=True)) == [SEEN, SEEN]


@pytest.mark.django_db
def test_what_was_held_for_it_goes_with_the_originals(tmp_path):
    study = make_released(tmp_path, *make_slices(2, **DEVICE))

    tasks.erase_settled()

    batch = Batch.objects.get(study=study)
    assert list(batch.incoming.values_list("seen", flat=True)) == [{}, {}]
    assert Sighting.objects.get().count == 1


@pytest.mark.django_db
def test_a_file_cleaned_twice_counts_once(tmp_path):
    batch = receive(tmp_path, *make_slices(2, **DEVICE))

    class Killed(BaseException):
        pass

    def die(row: IncomingFile) -> None:
        cleaning.clean_one(row)
        raise Killed

    for _ in range(3):
        with pytest.raises(Killed):
            work_through(IncomingFile, die)
    work_through(IncomingFile, cleaning.clean_one)
    intake.refuse(batch, by=make_educator(), reason="Not ours")

    assert Sighting.objects.get().count == 1


@pytest.mark.django_db
def test_two_studies_of_a_device_widen_its_days(tmp_path):
    make_sighting(**SEEN, first_seen=date(2026, 3, 1), last_seen=date(2026, 4, 1))
    batch = make_reviewable(tmp_path, *make_slices(1, **DEVICE))
    day = timezone.now() - timedelta(days=2)
    Batch.objects.filter(pk=batch.pk).update(received_at=day)

    intake.refuse(batch, by=make_educator(), reason="Not ours")

    seen = Sighting.objects.get()
    assert (seen.first_seen, seen.last_seen) == (date(2026, 3, 1), day.date())
    assert seen.count == 2


@pytest.mark.django_db
def test_a_new_version_is_a_new_sighting(tmp_path):
    make_sighting(**SEEN)
    newer = {**DEVICE, "SoftwareVersions": "VA48A"}

    make_released(tmp_path, *make_slices(1, **newer))

    versions = Sighting.objects.values_list("software_version", flat=True)
    assert set(versions) == {SEEN["software_version"], "VA48A"}


@pytest.mark.django_db
def test_a_header_in_which_the_patient_was_found_again_is_not_believed(tmp_path):
    batch = make_reviewable(tmp_path, *make_slices(1, **DEVICE))
    batch.incoming.update(outcome=IncomingFile.Outcome.LEAK)

    sightings.fold(batch)

    assert not Sighting.objects.exists()


def test_a_sighting_leads_to_no_study_no_person_and_no_hour():
    for field in Sighting._meta.get_fields():
        assert not field.is_relation
        assert not isinstance(field, models.DateTimeField | models.TimeField)


# --- who reads it -------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATOR, 200),
        (Role.ASSET_MANAGER, 200),
        (Role.EDUCATOR, 403),
        (Role.AGENT, 403),
    ],
)
def test_sightings_are_for_who_keeps_the_inventory(client, role, status):
    client.force_login(make_user(role))

    assert client.get("/studies/intake/sightings/").status_code == status


@pytest.mark.django_db
def test_the_list_is_narrowed_by_words_and_by_days(client):
    make_sighting(**SEEN)
    make_sighting(station_name="MR1", model="Ingenia", last_seen=timezone.now().date())
    client.force_login(make_asset_manager())

    by_word = client.get("/studies/intake/sightings/", {"q": "soma ct02"})
    by_day = client.get("/studies/intake/sightings/", {"within": "30"})
    sorted_up = client.get("/studies/intake/sightings/", {"sort": "device"})

    assert [one.station_name for one in by_word.context["page"]] == ["CT02"]
    assert [one.station_name for one in by_day.context["page"]] == ["MR1"]
    assert [one.station_name for one in sorted_up.context["page"]] == ["CT02", "MR1"]


@pytest.mark.django_db
def test_an_item_says_what_its_images_say_of_it(client):
    make_sighting(**SEEN, first_seen=date(2026, 3, 1), last_seen=date(2026, 5, 2))
    item = make_item(ae_title="ct_east_2", software_version="VA44A")
    client.force_login(make_asset_manager())

    page = client.get(item.get_absolute_url()).content.decode()

    assert "Software version <strong>syngo CT 2012B / VA44A</strong> since" in page
    assert "2026-03-01" in page
    assert "Was it updated?" not in page


@pytest.mark.django_db
def test_an_item_asks_where_the_inventory_says_otherwise(client):
    make_sighting(station_name="CT02", software_version="VA48A")
    item = make_item(station_name="CT02", software_version="VA44A")
    client.force_login(make_user())

    page = client.get(item.get_absolute_url()).content.decode()

    assert "The inventory says VA44A. Was it updated?" in page


@pytest.mark.django_db
def test_an_item_that_was_never_seen_says_nothing(client):
    make_sighting(station_name="CT02")
    item = make_item(name="A screen")
    client.force_login(make_user())

    assert "Seen in images" not in client.get(item.get_absolute_url()).content.decode()
