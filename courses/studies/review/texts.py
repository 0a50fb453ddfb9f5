"""Text in the pixels: queue the machine's search, and keep what it finds as boxes."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from courses.dicom import pixels, render
from courses.studies.dicomweb.bodies import header_of
from courses.studies.keeping import storage
from courses.studies.models import Instance, Reading, Series, Study, TextBox
from courses.studies.review.sampling import PAGED, Facts, frames_to_read
from portal.phi import pixels as phi
from portal.wake import soon

SHARED = "celery"
IMAGE_TYPE, BURNED_IN, SOP_UID = "00080008", "00280301", "00080018"


def is_on() -> bool:
    """Whether this site has the machine read: installed, and not switched off."""
    return settings.OCR and phi.is_available()


def queue_readings(study: Study) -> int:
    """One row for each instance, due where the policy says that it must be read.
    Calling it again only adds what has come since."""
    if not is_on():
        return 0
    rows = [
        row
        for series in study.series.prefetch_related("instances")
        for row in _rows_of(series)
    ]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)
    soon("studies.read_text")
    return len(rows)


def _rows_of(series: Series) -> list[Reading]:
    instances = list(series.instances.all())
    told = _metadata(series)
    facts = [_facts(one, series, told.get(one.uid, {})) for one in instances]
    chosen, now = frames_to_read(facts), timezone.now()
    return [
        Reading(
            instance=one,
            frames=chosen[one.pk],
            due_at=now if chosen[one.pk] else None,
            read_at=None if chosen[one.pk] else now,
        )
        for one in instances
    ]


def _metadata(series: Series) -> dict[str, dict[str, Any]]:
    name = storage.series_metadata_name(series.study.uid, series.uid)
    try:
        models = json.loads(gzip.decompress(storage.get(name)))
    except FileNotFoundError:  # nothing of it was ever shown
        return {}
    return {_values(model, SOP_UID)[0]: model for model in models}


def _facts(one: Instance, series: Series, model: dict[str, Any]) -> Facts:
    burned = "YES" in _values(model, BURNED_IN)
    return Facts(
        pk=one.pk,
        modality=series.modality,
        frames=one.frames,
        is_original=_values(model, IMAGE_TYPE)[:2] == ["ORIGINAL", "PRIMARY"],
        is_suspect=one.burned_in or burned,
    )


def _values(model: dict[str, Any], tag: str) -> list[Any]:
    return list(model.get(tag, {}).get("Value", []))


def leave_to_eyes() -> int:
    return Reading.objects.filter(due_at__isnull=False).update(due_at=None)


@contextmanager
def one_at_a_time() -> Iterator[bool]:
    """Whether it is this process's turn to read. In a queue that is shared, one reads
    at a time, and gives the engine's memory back when nothing is left."""
    if settings.OCR_QUEUE != SHARED:
        yield True
        return
    with _alone() as mine:
        try:
            yield mine
        finally:
            phi.forget()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process reads just now; the lock dies with its session."""
    key = "studies.read_text"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 1))", [key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock(hashtextextended(%s, 1))", [key]
                )


def read_one(row: Reading) -> None:
    """What `work_through` calls for each row that is due: in one transaction, so a
    worker that dies leaves the row due and no box behind."""
    instance = row.instance
    instance.boxes.filter(found_by=TextBox.FoundBy.MACHINE).undecided().delete()
    found = _found(instance, row.frames)
    TextBox.objects.bulk_create(found)
    row.read_at = timezone.now()
    row.save(update_fields=["read_at"])
    if found:
        _read_all_of(instance.series)


def _found(instance: Instance, frames: list[int]) -> list[TextBox]:
    """Of a film, the union over the frames that were read; of pages, each its own."""
    if instance.frames > 1 and instance.series.modality in PAGED:
        return [
            _box(instance, box, frame)
            for frame in frames
            for box in _text_on(instance, frame)
        ]
    seen = [box for frame in frames for box in _text_on(instance, frame)]
    return [_box(instance, box, None) for box in phi.merged(seen)]


def _text_on(instance: Instance, frame: int) -> list[phi.Box]:
    part = storage.get(storage.frame_name(instance.folder, frame))
    decoded = pixels.from_htj2k(storage.unwrapped(part))
    header = header_of(instance.folder)
    return phi.find_text(render.shown(decoded, header))


def _box(instance: Instance, box: phi.Box, frame: int | None) -> TextBox:
    return TextBox(
        instance=instance,
        frame=frame,
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        confidence=box.confidence,
        found_by=TextBox.FoundBy.MACHINE,
    )


def _read_all_of(series: Series) -> None:
    """A sample showed text: the slices that it spoke for are read as well."""
    rest = Reading.objects.filter(instance__series=series, frames=[])
    for row in rest.select_related("instance").exclude(instance__frames=0):
        row.frames = list(range(1, row.instance.frames + 1))
        row.due_at, row.read_at = timezone.now(), None
        row.save(update_fields=["frames", "due_at", "read_at"])
    soon("studies.read_text")
