"""The viewer's token: who may read which study, until when. Checking it asks no
table, as a viewer asks for hundreds of frames a second."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from time import time

from django.core import signing

from courses.studies.models import Grant, Study
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

SALT = "studies.viewer"
LASTS = timedelta(hours=4)
NEVER_GRANTED = ("StudyDescription", "SeriesDescription")
ASK_AGAIN = 30  # seconds after which somebody deactivated sees no more frames


@dataclass(frozen=True, slots=True)
class Pass:
    """What a token says."""

    person: int
    study: int
    study_uid: str
    hidden: tuple[str, ...]
    grant: int | None
    until: int


def issue(
    person: User,
    study: Study,
    *,
    grant: Grant | None = None,
    hide: Collection[str] = (),
    lasts: timedelta = LASTS,
) -> str:
    """A token for one person and one study. Reading it is audited here, once.
    `hide`: attributes that this page keeps back, though the study is in the library."""
    until = time() + lasts.total_seconds()
    if grant is not None:
        if grant.person_id != person.pk or grant.study_id != study.pk:
            raise Refused("This grant is for another person or study.")
        until = min(until, grant.until.timestamp())
    elif not Study.objects.visible_to(person).filter(pk=study.pk).exists():
        raise Refused("This study is not in the library.")
    # Under a grant the title, too, could be the answer.
    hidden = [*(grant.hidden if grant else hide)]
    hidden += NEVER_GRANTED if grant or hide else []
    said = [person.pk, study.pk, study.uid, hidden, grant.pk if grant else None]
    ledger.record(person, "study.opened", study, grant=grant.pk if grant else None)
    return signing.dumps([*said, int(until)], salt=SALT)


@lru_cache(maxsize=2048)
def _read(token: str) -> Pass | None:
    try:
        person, study, uid, hidden, grant, until = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Pass(person, study, uid, tuple(hidden), grant, until)


def check(token: str) -> Pass | None:
    """The pass, if it is ours, not over, and its person and study still stand."""
    read, now = _read(token), time()
    if read is None or read.until <= now:
        return None
    stands = _still_stands(read, int(now) // ASK_AGAIN)
    return read if stands else None


@lru_cache(maxsize=2048)
def _still_stands(read: Pass, _moment: int) -> bool:
    """Asked once for each half minute: the person works here, the study is there."""
    if not User.objects.active().filter(pk=read.person).exists():
        return False
    if read.grant is not None:
        grants = Grant.objects.running().filter(pk=read.grant)
        return grants.filter(study__released_at__isnull=False).exists()
    library = Study.objects.released().filter(pk=read.study)
    return library.filter(reserved=False).exists()


def forget() -> None:
    """Ask again at once, here; other processes do within `ASK_AGAIN`."""
    _still_stands.cache_clear()
