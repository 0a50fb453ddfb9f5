"""A study of reports, curves or documents alone: nothing of it can be shown."""

import pytest
from django.urls import reverse
from pydicom import Dataset
from pydicom.uid import BasicTextSRStorage, TwelveLeadECGWaveformStorage

from courses.studies import intake
from courses.studies.models import IncomingFile, Instance, Study
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from portal.lib.refusal import Refused
from tests.dicom_maker import make_ct, write
from tests.makers.people import make_educator, make_user
from tests.makers.studies import (
    look_at_all,
    make_instance,
    make_reviewable,
    make_slices,
    make_study,
)

pytestmark = pytest.mark.django_db
OF_PIXELS = """PixelData Rows Columns SamplesPerPixel PhotometricInterpretation
    BitsAllocated BitsStored HighBit PixelRepresentation PixelSpacing SliceThickness
    ImagePositionPatient ImageOrientationPatient RescaleIntercept RescaleSlope
    WindowCenter WindowWidth KVP ConvolutionKernel ImageType"""


def without_pixels(sop_class: str, modality: str, **over: object) -> Dataset:
    made = make_ct(SOPClassUID=sop_class, Modality=modality, **over)
    for keyword in OF_PIXELS.split():
        delattr(made, keyword)
    return made


@pytest.mark.parametrize(
    ("sop_class", "modality"),
    [(BasicTextSRStorage, "SR"), (TwelveLeadECGWaveformStorage, "ECG")],
)
def test_it_is_not_released_and_the_pages_say_why(
    tmp_path, client, sop_class, modality
):
    educator = make_educator()
    client.force_login(educator)

    batch = make_reviewable(tmp_path, without_pixels(sop_class, modality))

    assert list(Instance.objects.values_list("frames", flat=True)) == [0]
    with pytest.raises(Refused, match="no picture"):
        intake.release(
            batch, by=educator, words=intake.Words(), looked=True, pixels_clear=True
        )
    page = client.get(reverse("studies:batch", args=[batch.pk])).content.decode()
    assert "There is no picture in it: nothing of it can be shown." in page
    assert 'id="release"' not in page
    listed = client.get(reverse("studies:batches")).content.decode()
    assert "no picture: nothing can be shown" in listed


def test_nor_by_its_senders_word(tmp_path):
    sender = make_educator()
    paths = write(tmp_path, without_pixels(BasicTextSRStorage, "SR"))

    intake.receive(paths, by=sender, vouch=intake.Vouch(pixels_clear=True))
    work_through(IncomingFile, cleaning.clean_one)

    assert Study.objects.get().released_at is None
    assert not Study.objects.visible_to(make_user()).exists()


def test_in_the_library_it_is_marked_and_can_be_left_out(client):
    """One that was released before anybody asked for a picture."""
    report, film = make_study(title="Old report"), make_study(title="Chest film")
    make_instance(report, frames=0)
    make_instance(film, frames=1)
    client.force_login(make_user())

    def titles(**narrowed: str) -> set[str]:
        page = client.get(reverse("studies:studies"), narrowed)
        marked = page.content.decode().count("no picture")
        rows = page.context["page"].rows
        assert marked == sum(not one.has_pictures for one in rows)
        return {one.title for one in rows}

    assert titles() == {"Old report", "Chest film"}
    assert titles(pictures="yes") == {"Chest film"}
    assert titles(pictures="no") == {"Old report"}


def test_beside_images_a_report_is_let_out_with_them(tmp_path, client):
    educator = make_educator()
    client.force_login(educator)
    report = without_pixels(
        BasicTextSRStorage, "SR", SeriesInstanceUID="1.2.826.0.1.3680043.10.777.8"
    )
    batch = make_reviewable(tmp_path, report, *make_slices(2))
    listed = client.get(reverse("studies:batches")).content.decode()
    assert "no picture" not in listed
    look_at_all(batch, educator)

    study = intake.release(
        batch, by=educator, words=intake.Words(), looked=True, pixels_clear=True
    )

    assert list(Study.objects.visible_to(make_user())) == [study]
