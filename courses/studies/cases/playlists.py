"""Playlists: made, filled, put in order and gone through."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Max, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.studies import rules
from courses.studies.models import CaseVersion, Playlist, PlaylistEntry, TeachingCase
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

MOST = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a reader is in a playlist."""

    playlist: Playlist
    number: int
    total: int
    previous: str
    next: str


@transaction.atomic
def make(*, by: User, title: str, description: str, shared: bool) -> Playlist:
    if not by.is_active:
        raise PermissionDenied
    made = Playlist.objects.create(
        owner=by, title=title, description=description, shared=_may(by, shared)
    )
    ledger.record(by, "playlist.made", made)
    return made


@transaction.atomic
def change(
    playlist: Playlist, *, by: User, title: str, description: str, shared: bool
) -> Playlist:
    playlist = _held(playlist, by)
    playlist.title, playlist.description = title, description
    playlist.shared = _may(by, shared)
    playlist.save()
    ledger.record(by, "playlist.changed", playlist, shared=shared)
    return playlist


@transaction.atomic
def remove(playlist: Playlist, *, by: User) -> None:
    """The list alone goes; its cases stay where they are."""
    playlist = _held(playlist, by)
    ledger.record(by, "playlist.removed", playlist)
    playlist.delete()


@transaction.atomic
def add(playlist: Playlist, case: TeachingCase, *, by: User) -> PlaylistEntry:
    """At its end. A case that it names already stays where it is."""
    playlist = _held(playlist, by)
    if not TeachingCase.objects.published().filter(pk=case.pk).exists():
        raise Refused(_("Only a published case goes into a playlist."))
    filled = playlist.entries.aggregate(last=Max("place"), n=Count("pk"))
    if filled["n"] >= MOST:
        raise Refused(_("A playlist holds %(n)d cases at most.") % {"n": MOST})
    entry, is_new = PlaylistEntry.objects.get_or_create(
        playlist=playlist, case=case, defaults={"place": (filled["last"] or 0) + 1}
    )
    if is_new:
        ledger.record(by, "playlist.filled", playlist, case=case.short_id)
    return entry


@transaction.atomic
def drop(playlist: Playlist, case: TeachingCase, *, by: User) -> None:
    playlist = _held(playlist, by)
    entry = playlist.entries.filter(case=case).first()
    if entry is None:
        return
    place = entry.place
    entry.delete()
    playlist.entries.filter(place__gt=place).update(place=F("place") - 1)
    ledger.record(by, "playlist.emptied", playlist, case=case.short_id)


@transaction.atomic
def move(playlist: Playlist, case: TeachingCase, *, by: User, steps: int) -> None:
    """Towards the front (-1) or the end (1); at either it stays."""
    playlist = _held(playlist, by)
    order = list(playlist.entries.all())
    here = next((n for n, one in enumerate(order) if one.case_id == case.pk), None)
    if here is None:
        return
    there = min(max(here + steps, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    for place, entry in enumerate(order, start=1):
        entry.place = place
    PlaylistEntry.objects.bulk_update(order, ["place"])
    ledger.record(by, "playlist.ordered", playlist, case=case.short_id)


def _may(by: User, shared: bool) -> bool:  # noqa: FBT001 - as the form says it
    if shared and not rules.can_share_playlists(by):
        raise PermissionDenied
    return shared


def _held(playlist: Playlist, by: User) -> Playlist:
    if not rules.can_change_playlist(by, playlist):
        raise PermissionDenied
    Playlist.objects.filter(pk=playlist.pk).update(changed_at=timezone.now())
    return Playlist.objects.select_for_update().get(pk=playlist.pk)


def cases_of(playlist: Playlist) -> list[CaseVersion]:
    """In order, those that readers may see just now."""
    shown = CaseVersion.objects.shown().for_list()
    entries = playlist.entries.filter(case__current__in=shown)
    found = entries.prefetch_related(Prefetch("case__current", queryset=shown))
    return [entry.case.current for entry in found if entry.case.current]


def for_list(user: User) -> QuerySet[Playlist]:
    found = Playlist.objects.visible_to(user).select_related("owner")
    return found.annotate(size=Count("entries"))


def standing_in(playlist: Playlist | None, case: TeachingCase) -> Standing | None:
    """Which case of the list this is, and those beside it."""
    if playlist is None:
        return None
    names = [one.case.short_id for one in cases_of(playlist)]
    if case.short_id not in names:
        return None
    at = names.index(case.short_id)
    return Standing(
        playlist=playlist,
        number=at + 1,
        total=len(names),
        previous=names[at - 1] if at else "",
        next=names[at + 1] if at + 1 < len(names) else "",
    )
