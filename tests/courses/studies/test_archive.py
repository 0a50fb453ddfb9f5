"""The archive is checked: what is missing, what is broken, what belongs to nothing."""

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from courses.studies.keeping import storage
from courses.studies.models import Instance, Study
from tests.makers.studies import make_released, make_reviewable, make_slices

pytestmark = pytest.mark.django_db


def verify(*words: str) -> list[str]:
    """What it says, line by line; the last is the count."""
    out = StringIO()
    try:
        call_command("verify_archive", *words, stdout=out)
    except CommandError as error:
        return [*out.getvalue().splitlines(), str(error)]
    return out.getvalue().splitlines()


@pytest.fixture
def study(tmp_path) -> Study:
    return make_released(tmp_path, *make_slices(2))


def test_a_whole_archive_is_counted_and_nothing_more(study):
    # a header, metadata, a thumbnail and a frame each, and the series' metadata
    assert verify() == ["1 study, 2 images, 9 files"]
    assert verify("--decode") == ["1 study, 2 images, 9 files"]


@pytest.mark.parametrize(
    "name_of",
    [
        lambda one: storage.frame_name(one.folder, 1),
        lambda one: storage.header_name(one.folder),
        lambda one: storage.metadata_name(one.folder),
        lambda one: storage.thumbnail_name(one.folder),
        lambda one: storage.series_metadata_name(one.series.study.uid, one.series.uid),
    ],
    ids=["frame", "header", "metadata", "thumbnail", "series"],
)
def test_each_file_that_is_missing_cut_or_overwritten_is_named(study, name_of):
    name = name_of(Instance.objects.first())
    whole = storage.get(name)

    storage.store().delete(name)
    missing = verify()
    storage.put(name, whole[: len(whole) // 2])
    cut = verify()
    storage.put(name, bytes(len(whole)))
    overwritten = verify()

    assert missing[0] == f"missing  {name}"
    assert cut[0] == overwritten[0] == f"damaged  {name}"
    assert missing[-1] == "1 thing is not as it should be."
    storage.put(name, whole)
    assert len(verify()) == 1


def test_a_frame_broken_inside_is_found_by_decoding(study):
    name = storage.frame_name(Instance.objects.first().folder, 1)
    part = bytearray(storage.get(name))
    middle = len(part) // 2
    part[middle - 40 : middle + 40] = bytes(80)
    storage.put(name, bytes(part))

    assert verify("--decode")[0] == f"damaged  {name}"


def test_the_header_of_another_image_is_damage(study):
    first, second = Instance.objects.all()
    name = storage.header_name(first.folder)

    storage.put(name, storage.get(storage.header_name(second.folder)))

    assert verify()[0] == f"damaged  {name}"


def test_what_belongs_to_nothing_is_told_and_removed_only_when_asked(study):
    one = Instance.objects.first()
    strays = [
        f"{one.folder}/.frame-00001.part.4711-1",
        f"{storage.study_folder(study.uid)}/.series-x.json.gz.4711-1",
        f"{storage.study_folder(study.uid)}/2.25.99/frame-00001.part",
        "studies/2.25.98/2.25.97/header.dcm",
    ]
    for name in strays:
        default_storage.save(name, ContentFile(b"left"))

    told = verify()
    assert all(default_storage.exists(name) for name in strays)
    repaired = verify("--repair")

    assert sorted(told[:-2]) == [
        f"orphan   {name}"
        for name in sorted(
            [*strays[:2], strays[2].rpartition("/")[0], "studies/2.25.98"]
        )
    ]
    assert repaired[-1] == "1 study, 2 images, 9 files"
    assert not any(default_storage.exists(name) for name in strays)
    assert verify() == ["1 study, 2 images, 9 files"]


def test_what_is_missing_is_not_mended_by_a_repair(study):
    name = storage.frame_name(Instance.objects.first().folder, 1)
    storage.store().delete(name)

    assert verify("--repair")[0] == f"missing  {name}"


def test_a_study_on_its_way_in_is_no_orphan(tmp_path):
    make_reviewable(tmp_path)

    assert verify("--repair") == ["0 studies, 0 images, 0 files"]
    assert Instance.objects.count() == 3
    one = Instance.objects.first()
    assert storage.get(storage.frame_name(one.folder, 1))
