"""Files from a browser, piece by piece, as tus 1.0 asks for it.

The row says how much is here for certain; what lies behind that in the file is cut
off again. A finished upload is its own job until it has been taken in."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from courses.studies import intake, rules
from courses.studies.doors.pieces import TusError, of_the_disk, path_of
from courses.studies.doors.unpacking import is_zip, unpack
from courses.studies.keeping import quarantine
from courses.studies.models import Delivery, DeliveryLine, Upload
from courses.studies.models.delivery import ON_ITS_WAY
from courses.studies.turns import take_turns
from portal.people.models import User
from portal.wake import soon

# A batch is not begun while its files still come.
SETTLE = timedelta(seconds=60)
AT_A_TIME = 3.0  # seconds of unpacking, then others have their turn
Code = DeliveryLine.Code


@transaction.atomic
def begin(
    delivery: Delivery, *, by: User, token: str, size: int, number: int | None = None
) -> Upload:
    """A place for one file. Asked for again by the same token, after a lost answer
    for instance, it is the same place. `number`: by which its sender speaks of it,
    unless another file has it."""
    take_turns(delivery.key)
    delivery.refresh_from_db()
    if delivery.sent_by_id != by.pk or not rules.can_send(by):
        raise PermissionDenied
    known = delivery.uploads.filter(token=token).first()
    if known is not None:
        if known.size != size:
            raise TusError(409, "Another file was begun under this token.")
        return known
    _check_room(delivery, size)
    delivery.hear()
    return Upload.objects.create(
        delivery=delivery, token=token, size=size, number=_number(delivery, number)
    )


def _number(delivery: Delivery, wanted: int | None) -> int:
    if wanted is not None and not delivery.uploads.filter(number=wanted).exists():
        return wanted
    return (delivery.uploads.aggregate(last=Max("number"))["last"] or 0) + 1


def _check_room(delivery: Delivery, size: int) -> None:
    if delivery.ended_at or delivery.sent_at:
        raise TusError(409, "This delivery is closed. Begin another one.")
    if size > largest():
        raise TusError(413, "This file is larger than is taken in.")
    try:
        free = quarantine.free_bytes()
    except OSError as error:
        raise of_the_disk(error) from error
    if size > free:
        raise TusError(507, f"{Code.DISK_FULL.label}.")


def largest() -> int:
    return int(max(settings.INTAKE_MAX_BYTES, settings.UPLOAD_MAX_BYTES))


def take_in_now(upload: Upload) -> None:
    """In the request that brought the last byte, where that is quick: the sender
    sees at once what came of it. A zip is left to the worker."""
    if is_zip(path_of(upload)):
        Upload.objects.filter(pk=upload.pk).update(due_at=timezone.now())
        soon("studies.unpack_uploads")
        return
    with transaction.atomic():
        found = Upload.objects.select_for_update(skip_locked=True, of=("self",))
        held = found.filter(pk=upload.pk, due_at__isnull=False).first()
        if held is not None:
            take_in(held)
            Upload.objects.filter(pk=held.pk).update(due_at=None)


def take_in(upload: Upload) -> None:
    """What `work_through` calls for each finished upload."""
    path, delivery = path_of(upload), upload.delivery
    if not path.exists():
        intake.leave_out(delivery, upload.number, Code.NOT_READ)
        return
    if is_zip(path):
        rest = unpack(
            path,
            delivery=delivery,
            number=upload.number,
            start=upload.unpacked,
            seconds=AT_A_TIME,
            settle=SETTLE,
        )
        if rest is not None:
            _go_on_later(upload, rest)
            return
    else:
        intake.receive_file(
            path,
            delivery=delivery,
            number=upload.number,
            settle=SETTLE,
            may_link=True,
        )
    transaction.on_commit(partial(path.unlink, missing_ok=True))
    _close_if_done(delivery, but=upload)


def _go_on_later(upload: Upload, rest: int) -> None:
    upload.unpacked, upload.due_at = rest, timezone.now()
    upload.save(update_fields=["unpacked", "due_at"])
    soon("studies.unpack_uploads")


def end(upload: Upload) -> None:
    """The sender takes an unfinished one back."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        if held.finished_at is not None:
            raise TusError(409, "It is here already.")
        held.delete()
    path_of(upload).unlink(missing_ok=True)


def finish(delivery: Delivery, *, by: User) -> Delivery:
    """All is sent. Unfinished uploads are given up, with a line for each; once the
    rest is unpacked the delivery ends."""
    if not rules.can_send(by):
        raise PermissionDenied
    return _finish(delivery)


@transaction.atomic
def _finish(delivery: Delivery) -> Delivery:
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    for upload in delivery.uploads.under_way():
        path = path_of(upload)
        intake.leave_out(delivery, upload.number, Code.UNFINISHED)
        upload.delete()
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    if delivery.sent_at is None:
        delivery.sent_at = timezone.now()
        delivery.save(update_fields=["sent_at"])
    _close_if_done(delivery)
    return delivery


def _close_if_done(delivery: Delivery, *, but: Upload | None = None) -> None:
    """Two that end together take turns, so that one of them closes it."""
    take_turns(delivery.key)
    delivery.refresh_from_db()
    waiting = delivery.uploads.filter(due_at__isnull=False)
    if but is not None:
        waiting = waiting.exclude(pk=but.pk)
    if delivery.sent_at is not None and not waiting.exists():
        intake.close_delivery(delivery)


def forget_abandoned() -> int:
    """Deliveries that nobody went on with: what is unfinished is erased, what came
    is worked on."""
    now = timezone.now()
    since = now - timedelta(hours=settings.UPLOAD_HOURS)
    silent = Q(heard_at__lt=since) | (
        Q(heard_at__lt=now - ON_ITS_WAY) & ~Q(door=Delivery.Door.BROWSER)
    )
    forgotten = list(Delivery.objects.filter(silent, ended_at=None))
    for delivery in forgotten:
        _finish(delivery)
    done = Upload.objects.filter(due_at=None, finished_at__lt=since)
    done.filter(delivery__ended_at__isnull=False).delete()
    erase_left_over()
    return len(forgotten)


def erase_left_over() -> int:
    """Bytes of uploads that have been taken in, or that nobody knows: a process
    died before it could erase them."""
    folder, erased = quarantine.inner(quarantine.UPLOADS), 0
    for path in list(folder.iterdir()):
        row = Upload.objects.filter(key=path.name).first()
        if row is None or (row.finished_at is not None and row.due_at is None):
            path.unlink(missing_ok=True)
            erased += 1
    return erased
