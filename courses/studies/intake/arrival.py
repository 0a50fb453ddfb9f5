"""Files arrive: one line for each, whatever door it came through."""

import errno
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from courses.dicom.deid import uids
from courses.dicom.looking import Look, look
from courses.studies import profiles, rules
from courses.studies.intake.vouching import withdraw_vouch
from courses.studies.intake.words import Words
from courses.studies.keeping import quarantine
from courses.studies.models import Batch, Delivery, DeliveryLine, IncomingFile, Study
from courses.studies.secret import deid_secret
from courses.studies.turns import take_turns
from portal.audit import ledger
from portal.people.models import User
from portal.wake import soon

Code = DeliveryLine.Code
# Between two files of one sender: a batch is not begun while its files still come.
PAUSE = timedelta(seconds=60)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}


class _OtherProfileError(Exception):
    """Its text is the file's line."""


def open_delivery(
    door: Delivery.Door | str,
    *,
    by: User,
    calling_ae: str = "",
    words: Words | None = None,
    profile: str = "teaching",
    takes_refused: bool = False,
) -> Delivery:
    """Somebody begins to send. What they say goes for every study that they send."""
    if not rules.can_send(by):
        raise PermissionDenied
    profiles.check_intake(profile)
    said = words or Words()
    return Delivery.objects.create(
        door=door,
        sent_by=by,
        calling_ae=calling_ae,
        title=said.title,
        body_part=said.body_part,
        note=said.note,
        source=said.source,
        profile=profile,
        takes_refused=takes_refused,
    )


def receive_file(
    path: Path,
    *,
    delivery: Delivery,
    number: int,
    member: int = 0,
    words: Words | None = None,
    settle: timedelta | None = None,
    may_link: bool = False,
) -> DeliveryLine:
    """Take one file in, whole and on the disk before this returns; or say in its
    line why not. A bad file raises nothing. The same number again, after a crash
    for instance, finishes what was begun and doubles nothing.

    `settle`: its batch is worked on only once nothing new came for that long.
    `may_link`: the file lies in quarantine already, and nobody writes to it."""
    line = delivery.lines.filter(number=number, member=member).first()
    if line is not None and line.has_arrived:
        return line
    seen = _looked_at(path)
    if isinstance(seen, str):
        return leave_out(delivery, number, seen, member=member)
    try:
        kept = quarantine.stage(path, may_link=may_link)
    except OSError as error:
        return leave_out(delivery, number, code_of(error), member=member)
    try:
        with transaction.atomic():
            batch, code = _claim(seen, kept, delivery, words, settle)
            return _write(delivery, number, member, code, batch=batch)
    except _OtherProfileError as other:
        return leave_out(
            delivery, number, Code.PROFILE, member=member, words=str(other)
        )
    except OSError as error:
        return leave_out(delivery, number, code_of(error), member=member)
    finally:
        quarantine.drop_staged(kept)


def _looked_at(path: Path) -> Look | str:
    """What it is; or the code of what is wrong with it, or with our disk."""
    try:
        size = path.stat().st_size
    except OSError:
        return Code.NOT_READ
    hindered = hindrance(size)
    if hindered:
        return hindered
    try:
        seen = look(path)
    except OSError:
        return Code.NOT_READ
    return str(seen.flaw) if seen.flaw else seen


def hindrance(size: int) -> str:
    """Why a file of this size cannot be kept; empty where it can."""
    if size > settings.INTAKE_MAX_BYTES:
        return Code.TOO_LARGE
    try:
        return Code.DISK_FULL if size > quarantine.free_bytes() else ""
    except OSError as error:
        return Code.DISK_FULL if error.errno in _FULL else Code.NO_WRITE


def code_of(error: OSError) -> str:
    """What the disk says, as a line of ours."""
    if error.errno in _FULL:
        return Code.DISK_FULL
    return Code.NO_WRITE if error.errno in _LOCKED else Code.NOT_READ


def _claim(
    seen: Look,
    kept: quarantine.Kept,
    delivery: Delivery,
    words: Words | None,
    settle: timedelta | None,
) -> tuple[Batch | None, str]:
    """The open batch of the file's study, and the file in it; the row follows the
    file, so that a crash in between leaves a stray and never an empty row."""
    uid = uids.replaced(seen.study_uid, deid_secret())
    take_turns(uid)
    batch = Batch.objects.open().select_for_update().filter(study_uid=uid).first()
    if batch is None:
        hindered = _why_not(uid, kept.sha256, delivery)
        if hindered:
            return None, hindered
        batch = _new_batch(uid, delivery, words)
    if other := profiles.why_another(batch, delivery.profile):
        raise _OtherProfileError(other)
    # What was sent away again may be wanted now, and its original is gone.
    away = IncomingFile.Outcome.UNNAMED
    batch.incoming.filter(sha256=kept.sha256, outcome=away).delete()
    if batch.incoming.filter(sha256=kept.sha256).exists():
        return batch, Code.BEFORE
    quarantine.settle_in(kept, batch.token)
    due_at = timezone.now() + (settle or timedelta())
    batch.incoming.create(
        name=kept.name, size=kept.size, sha256=kept.sha256, due_at=due_at
    )
    _expect_more(batch, delivery, due_at)
    if settle is None:
        soon("studies.prepare_waiting")
    return batch, Code.TAKEN


def _why_not(uid: str, sha256: str, delivery: Delivery) -> str:
    if Study.objects.released().filter(uid=uid).exists():
        return Code.LIBRARY
    before = IncomingFile.objects.filter(
        batch__study_uid=uid,
        batch__state=Batch.State.REFUSED,
        batch__settled_by__isnull=False,  # what only grew too old is wanted still
        sha256=sha256,
    )
    if not delivery.takes_refused and before.exists():
        return Code.REFUSED
    return ""


def _new_batch(uid: str, delivery: Delivery, words: Words | None) -> Batch:
    said = words or delivery
    batch = Batch.objects.create(
        study_uid=uid,
        token=quarantine.new_token(),
        sent_by=delivery.sent_by,
        profile=delivery.profile,
        title=said.title,
        body_part=said.body_part,
        note=said.note,
        source=said.source,
    )
    ledger.record(
        delivery.sent_by,
        "batch.received",
        batch,
        door=delivery.door,
        delivery=delivery.pk,
    )
    return batch


def _expect_more(batch: Batch, delivery: Delivery, due_at: datetime) -> None:
    """A new file makes a batch that was ready wait again."""
    batch.settles_at = max(due_at, batch.settles_at or due_at)
    if batch.state == Batch.State.REVIEW:
        batch.state = Batch.State.DEIDENTIFYING
    withdraw_vouch(batch, delivery.sent_by)
    batch.save(update_fields=["state", "settles_at", "vouched_by", "pixels_vouched"])


def leave_out(
    delivery: Delivery, number: int, code: str, *, member: int = 0, words: str = ""
) -> DeliveryLine:
    """One clear line; the rest goes on. `words`: a sentence instead of the code's."""
    with transaction.atomic():
        return _write(delivery, number, member, code, words=words)


def _write(
    delivery: Delivery,
    number: int,
    member: int,
    code: str,
    *,
    batch: Batch | None = None,
    words: str = "",
) -> DeliveryLine:
    line, _new = DeliveryLine.objects.update_or_create(
        delivery=delivery,
        number=number,
        member=member,
        defaults={"code": code, "batch": batch, "words": words[:200]},
    )
    delivery.hear()
    return line
