"""Studies in a bucket: the same store, by an S3 server's own protocol."""

from collections.abc import Iterator

import boto3
import numpy as np
import pytest
from moto.server import ThreadedMotoServer

from courses.studies import tokens
from courses.studies.keeping import places, storage
from courses.studies.models import Study
from courses.studies.work import preparing
from portal.lib.buckets import bucket
from tests.dicom_maker import make_ct, write
from tests.makers.people import make_user
from tests.makers.studies import make_released

NAME = "studies-here"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def held(s3, settings, monkeypatch) -> Iterator["boto3.resources.base.ServiceResource"]:
    """A bucket that is empty; the site keeps its studies in a folder of it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "something")
    address = f"s3://{NAME}/portal?endpoint={s3}&region=us-east-1"
    settings.STORAGES = {**settings.STORAGES, "studies": bucket(address)}
    made = boto3.resource("s3", endpoint_url=s3, region_name="us-east-1")
    found = made.create_bucket(Bucket=NAME)
    yield found
    found.objects.all().delete()
    found.delete()


def names(held) -> set[str]:
    return {one.key for one in held.objects.all()}


@pytest.mark.django_db
def test_a_study_is_taken_in_served_and_erased(held, client, tmp_path):
    study = make_released(tmp_path)
    series = study.series.get()
    instance = series.instances.first()
    url = f"/dicomweb/studies/{study.uid}/series/{series.uid}"
    headers = {"authorization": f"Bearer {tokens.issue(make_user(), study)}"}
    kept = names(held)

    frame = client.get(f"{url}/instances/{instance.uid}/frames/1", headers=headers)
    metadata = client.get(f"{url}/metadata", headers=headers)
    picture = client.get(f"{url}/thumbnail", headers=headers)
    storage.erase(storage.study_folder(study.uid))

    assert np.arange(256, dtype="<u2").tobytes() in frame.content
    assert len(metadata.json()) == 3
    assert picture.content.startswith(b"\xff\xd8")
    assert len(kept) == 3 * 4 + 1
    assert all(name.startswith(f"portal/studies/{study.uid}/") for name in kept)
    assert names(held) == set()
    assert not (tmp_path / "files").exists()


def test_what_is_written_again_takes_the_place_of_the_first(held, tmp_path):
    [path] = write(tmp_path, make_ct())

    first = preparing.prepare(path)
    once = names(held)
    preparing.prepare(path)

    assert names(held) == once
    assert storage.frame_name(f"portal/{first.folder}", 1) in once


def test_erasing_one_study_leaves_its_neighbour(held):
    for name in ("1.2.3", "1.2.33"):
        for number in range(3):
            storage.put(f"{storage.study_folder(name)}/x/{number}", b"pixels")

    storage.erase(storage.study_folder("1.2.3"))
    storage.erase(storage.study_folder("1.2.3"))

    assert names(held) == {f"portal/studies/1.2.33/x/{n}" for n in range(3)}


def test_thousands_of_frames_are_erased_in_few_requests(held, monkeypatch):
    assert places.MOST_AT_ONCE == 1000  # as many as S3 takes; here ten stand for them
    monkeypatch.setattr(places, "MOST_AT_ONCE", 10)
    for number in range(25):
        storage.put(f"{storage.study_folder('1.2.4')}/x/{number}", b"p")
    asked: list[str] = []
    client = storage.store().connection.meta.client
    client.meta.events.register(
        "before-call.s3", lambda model, **_: asked.append(model.name)
    )

    storage.erase(storage.study_folder("1.2.4"))

    assert names(held) == set()
    assert asked == ["ListObjects", "DeleteObjects"] * 3


def test_what_is_not_there_is_missed_as_in_a_folder(held):
    with pytest.raises(FileNotFoundError):
        storage.get("studies/1.2.3/nothing")

    assert not storage.exists("studies/1.2.3/nothing")
    assert not Study.objects.none().exists()


def test_a_frame_is_read_in_one_request(held):
    storage.put("studies/1.2.5/frame", b"pixels")
    asked: list[str] = []
    client = storage.store().connection.meta.client
    client.meta.events.register(
        "before-call.s3", lambda model, **_: asked.append(model.name)
    )

    assert storage.get("studies/1.2.5/frame") == b"pixels"
    assert asked == ["GetObject"]


@pytest.mark.parametrize(
    "address", ["bucket", "s3://", "https://bucket", "s3://bucket?colour=red"]
)
def test_an_address_that_names_no_bucket_is_refused_with_a_sentence(address):
    with pytest.raises(ValueError, match="STUDIES_STORAGE"):
        bucket(address)
