"""WADO-RS: bytes in the form that was asked for, or the number that says why not."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread

from tests.courses.studies.dicomweb.conftest import instance_url, series_url
from tests.dicom_maker import give_pixels, make_ct
from tests.makers.studies import make_released

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(tmp_path):
    """Three frames of unlike light, and a table too long for the metadata."""
    made = make_ct()
    give_pixels(made, np.zeros((24, 16), "<u2"))
    frames = np.stack([np.full((24, 16), at * 900, "<u2") for at in range(3)])
    made.NumberOfFrames, made.PixelData = 3, frames.tobytes()
    return make_released(tmp_path / "film", made)


def picture(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))


def whole(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/frames/1,2,3", "", 200),
        ("/frames/1,2,3", "application/octet-stream", 406),
        ("/frames/1,2,4", "", 404),
        ("/frames", "", 200),
        ("/frames", "image/jpeg", 406),
        ("/frames/1", "multipart/related; type=image/jphc", 200),
        ("/frames/1", "application/octet-stream; transfer-syntax=*", 200),
        ("/frames/1", "application/octet-stream; transfer-syntax=1.2.3", 200),
        ("/frames/1", "multipart/related; transfer-syntax=1.2.840.10008.1.2.4.70", 406),
        ("", "multipart/related; type=application/dicom; transfer-syntax=*", 200),
        ("", "image/jpeg", 406),
        ("/bulkdata/00281201", "", 404),
        ("/bulkdata/00281201", "image/jpeg", 406),
        ("/bulkdata/nonsense", "", 404),
        ("/rendered", "multipart/related; type=image/png", 200),
        ("/frames/1,2/rendered", "image/png", 406),
        ("/frames/1,2/rendered", "multipart/related; type=image/png", 200),
        ("/frames/4/rendered", "", 404),
        ("/thumbnail", "image/png", 406),
        ("/frames/2/thumbnail", "", 200),
    ],
)
def test_each_resource_answers_with_the_right_number(
    program, film, path, accept, status
):
    response = program.get(instance_url(film) + path, accept=accept)

    assert response.status_code == status
    assert status == 200 or response.json()["detail"]


def test_a_film_is_whole_in_each_form(program, film):
    url = instance_url(film)
    plain = program.get(url, accept="application/dicom")
    stored = program.get(
        url, accept="application/dicom; transfer-syntax=1.2.840.10008.1.2.4.201"
    )

    read = dcmread(BytesIO(whole(plain)))
    coded = dcmread(BytesIO(whole(stored)))
    assert read.pixel_array[:, 0, 0].tolist() == [0, 900, 1800]
    assert coded.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.201"
    assert len(coded.PixelData) > 0


@pytest.mark.parametrize("level", ["study", "series"])
def test_every_picture_of_a_study_comes_as_a_part_of_one_answer(program, study, level):
    url = f"/studies/{study.uid}" if level == "study" else series_url(study)

    many = program.get(f"{url}/rendered")
    one = program.get(f"{url}/rendered", accept="image/jpeg")

    assert whole(many).count(b"\xff\xd8\xff") == 3
    assert "multipart/related" in many["Content-Type"]
    assert one.status_code == 406


def test_a_film_moves_as_gif(program, film):
    moving = program.get(f"{instance_url(film)}/rendered", accept="image/gif")

    assert picture(moving.content).n_frames == 3


@pytest.mark.parametrize(
    ("viewport", "size"),
    [("8,8", (5, 8)), ("64,48", (32, 48)), ("16,16,0,0,8,8", (16, 16))],
)
def test_a_picture_fits_the_viewport_and_keeps_its_shape(program, film, viewport, size):
    asked = {"viewport": viewport, "quality": "60"}

    found = program.get(f"{instance_url(film)}/rendered", asked)

    assert picture(found.content).size == size


def test_a_window_decides_what_is_light(program, film):
    url = f"{instance_url(film)}/frames/2/rendered"
    for curve in ("linear", "linear-exact", "sigmoid"):
        dark = program.get(url, {"window": f"3000,100,{curve}"}, accept="image/png")
        light = program.get(url, {"window": f"-1000,100,{curve}"}, accept="image/png")

        assert picture(dark.content).getextrema()[1] < 10
        assert picture(light.content).getextrema()[0] > 245


def test_what_the_client_has_is_not_sent_again(program, study):
    for path in ("/frames/1", "/metadata"):
        first = program.get(instance_url(study) + path)
        again = program.get(
            instance_url(study) + path, **{"if-none-match": first["ETag"]}
        )

        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_is_changed_here_and_what_may_be_asked_is_said(
    program, client, study, method
):
    headers = {"authorization": f"Bearer {program.token}"}
    for url in (series_url(study), f"{instance_url(study)}/frames/1"):
        response = getattr(client, method)(f"/dicomweb{url}", headers=headers)

        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"


def test_addresses_in_the_metadata_bear_the_name_that_was_asked_for(
    program, study, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    for host in ("viewer.example", "localhost:8000"):
        [first, *_] = program.get(f"{series_url(study)}/metadata", host=host).json()

        uri = first["7FE00010"]["BulkDataURI"]
        assert uri.startswith(f"http://{host}/dicomweb/studies/{study.uid}/")
        assert program.get(uri.partition("/dicomweb")[2]).status_code == 200


def test_another_site_reads_only_if_it_is_listed(program, client, study, settings):
    settings.DICOMWEB_ORIGINS = ["https://viewer.example"]
    url = f"{instance_url(study)}/frames/1"

    listed = program.get(url, origin="https://viewer.example")
    stranger = program.get(url, origin="https://other.example")
    before = client.options(
        f"/dicomweb{url}", headers={"origin": "https://viewer.example"}
    )

    assert listed["Access-Control-Allow-Origin"] == "https://viewer.example"
    assert not stranger.has_header("Access-Control-Allow-Origin")
    assert before.status_code == 204
    assert "Authorization" in before["Access-Control-Allow-Headers"]
    assert not listed.has_header("Access-Control-Allow-Credentials")
