"""dicomweb-client, as others use it, over a server that really listens."""

import numpy as np
import pytest
from dicomweb_client.api import DICOMwebClient
from dicomweb_client.session_utils import create_session

from portal.accounts.models import Scope
from portal.accounts.tokens import issue
from tests.dicom_maker import make_ct
from tests.makers.people import make_user
from tests.makers.studies import make_released

pytestmark = pytest.mark.django_db(transaction=True)
SHOWN = np.arange(256, dtype="<u2")


@pytest.fixture
def study(tmp_path):
    return make_released(tmp_path / "given", make_ct())


@pytest.fixture
def asks(live_server, settings) -> DICOMwebClient:
    settings.SITE_URL = live_server.url  # this client names no port
    session = create_session()
    token = issue(make_user(), name="script", scope=Scope.READ)[1]
    session.headers["Authorization"] = f"Bearer {token}"
    return DICOMwebClient(f"{live_server.url}/dicomweb", session=session)


def test_a_study_is_found_and_read_by_every_call(asks, study):
    [found] = asks.search_for_studies(search_filters={"PatientID": study.patient_id})
    uid = found["0020000D"]["Value"][0]
    [series] = asks.search_for_series(uid)
    series_uid = series["0020000E"]["Value"][0]
    [image] = asks.search_for_instances(uid, series_uid, fields=["PixelSpacing"])
    names = (uid, series_uid, image["00080018"]["Value"][0])

    [metadata] = asks.retrieve_series_metadata(uid, series_uid)
    assert asks.retrieve_instance_metadata(*names) == metadata
    assert asks.retrieve_study_metadata(uid) == [metadata]
    assert metadata["00280010"]["Value"] == [16]
    assert image["00280030"]["Value"] == [0.7, 0.7]

    [frame] = asks.retrieve_instance_frames(*names, frame_numbers=[1])
    [bulk] = asks.retrieve_bulkdata(metadata["7FE00010"]["BulkDataURI"])
    whole = asks.retrieve_instance(*names)
    assert frame == bulk == SHOWN.tobytes()
    assert np.array_equal(whole.pixel_array.ravel(), SHOWN)
    assert len(asks.retrieve_series(uid, series_uid)) == 1
    assert len(asks.retrieve_study(uid)) == 1

    kinds = ("image/png",)
    drawn = asks.retrieve_instance_rendered(*names, media_types=kinds)
    one = asks.retrieve_instance_frames_rendered(*names, [1], media_types=kinds)
    assert drawn.startswith(b"\x89PNG")
    assert one == drawn
