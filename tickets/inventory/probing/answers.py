"""Write an answer down: the result, its day, the probe's state, and what follows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.web import words
from tickets.inventory import findings
from tickets.inventory.models import (
    FindingKind,
    ItemState,
    NetworkConnection,
    Probe,
    ProbeDay,
    ProbeKind,
    ProbeResult,
    ProbeState,
)
from tickets.inventory.probing.asking import question_of
from tickets.inventory.probing.question import Question, Reply

# Whoever missed an answer is asked again sooner: is it a hiccup, or silence?
AGAIN: Final = timedelta(minutes=1)
SAID: Final = 200


@transaction.atomic
def write(
    probe_id: int,
    question: Question,
    reply: Reply,
    *,
    at: datetime | None = None,
    counts: bool = True,
) -> Probe | None:
    """Nothing where the probe is gone, or asks something else by now. `counts` is
    False where silence was to be expected."""
    found = Probe.objects.select_for_update(of=("self",)).select_related("item")
    probe = found.filter(pk=probe_id).first()
    if probe is None or question_of(probe) != question:
        return None
    at = at or timezone.now()
    probe.last_at, probe.last_said = at, reply.said[:SAID]
    if reply.answered is None:
        return _rested(probe, at)
    _keep(probe, reply, at, counts=counts)
    if reply.answered or counts:
        _move(probe, at, answered=reply.answered)
    _note_certificate(probe, reply)
    probe.save()
    return probe


@transaction.atomic
def rest(probe: Probe, *, said: str = "") -> Probe:
    """It is no longer asked: what it knew is no longer so."""
    found = Probe.objects.select_for_update(of=("self",)).select_related("item")
    probe = found.get(pk=probe.pk)
    return _rested(probe, timezone.now(), said)


def key_of(probe: Probe) -> str:
    return f"probe:{probe.pk}"


def _keep(probe: Probe, reply: Reply, at: datetime, *, counts: bool) -> None:
    answered = bool(reply.answered)
    ProbeResult.objects.create(
        probe=probe,
        at=at,
        answered=answered,
        milliseconds=reply.milliseconds,
        said=probe.last_said,
    )
    if counts:
        day, _new = ProbeDay.objects.get_or_create(
            probe=probe, day=timezone.localdate(at)
        )
        ProbeDay.objects.filter(pk=day.pk).update(
            asked=F("asked") + 1, answered=F("answered") + int(answered)
        )


def _move(probe: Probe, at: datetime, *, answered: bool) -> None:
    before, since = probe.state, probe.since or at
    probe.misses = 0 if answered else probe.misses + 1
    _stand(probe, _state(probe), at)
    if probe.state == ProbeState.SHAKY and probe.due_at:
        probe.due_at = min(probe.due_at, at + AGAIN)
    if probe.state == ProbeState.SILENT:
        _tell(probe)
    elif before == ProbeState.SILENT:
        findings.clear(key_of(probe), said=_back(since, at))
    if ProbeState.SILENT in (before, probe.state) and before != probe.state:
        _fold(probe)


def _state(probe: Probe) -> ProbeState:
    if not probe.misses:
        return ProbeState.ANSWERS
    if probe.misses > probe.misses_allowed:
        return ProbeState.SILENT
    return ProbeState.SHAKY


def _stand(probe: Probe, state: ProbeState, at: datetime) -> None:
    """Silence began with the first answer that was missed."""
    is_same = state == probe.state
    became_silent = (probe.state, state) == (ProbeState.SHAKY, ProbeState.SILENT)
    if not (is_same or became_silent) or probe.since is None:
        probe.since = at
    probe.state = state


@dataclass(frozen=True, slots=True)
class _Words:
    probe: Probe

    @property
    def title(self) -> str:
        if self.probe.kind == ProbeKind.CERTIFICATE:
            said = _("The certificate of %(where)s does not hold")
            where = f"{self.probe.host}:{self.probe.port}"
            return said % {"where": where}
        return _("%(probe)s does not answer") % {"probe": self.probe}

    @property
    def detail(self) -> str:
        since = timezone.localtime(self.probe.since or timezone.now())
        said = _("Since %(since)s. %(said)s")
        return said % {"since": words.full(since), "said": self.probe.last_said}


def _tell(probe: Probe) -> None:
    told = _Words(probe)
    findings.leave(
        probe.item,
        kind=FindingKind.PROBE,
        key=key_of(probe),
        title=told.title,
        detail=told.detail,
        url=probe.get_absolute_url(),
        urgent=probe.item.tier == 1,
    )


def _back(since: datetime, at: datetime) -> str:
    said = {"at": words.full(timezone.localtime(at)), "span": words.span(at - since)}
    return _("Answered again on %(at)s, was away for %(span)s.") % said


def _rested(probe: Probe, at: datetime, said: str = "") -> Probe:
    was_silent = probe.state == ProbeState.SILENT
    _stand(probe, ProbeState.UNKNOWN, at)
    probe.misses = 0
    probe.save()
    if was_silent:
        findings.clear(key_of(probe), said=said or _("It is no longer asked."))
        _fold(probe)
    return probe


def _fold(probe: Probe) -> None:
    """The lock comes first, so that of two probes at once the later counts both."""
    probe.save(update_fields=["state"])
    states = ItemState.objects.select_for_update()
    state, _new = states.get_or_create(item_id=probe.item_id)
    silent = Probe.objects.filter(
        item=probe.item_id, state=ProbeState.SILENT, is_on=True
    )
    state.silent_probes = silent.count()
    state.changed_at = timezone.now()
    state.save(update_fields=["silent_probes", "changed_at"])


def _note_certificate(probe: Probe, reply: Reply) -> None:
    """The device's own connection at that port learns when its certificate ends."""
    ends_on = reply.certificate_ends_on
    if ends_on is not None:
        NetworkConnection.objects.filter(
            item=probe.item_id, host__iexact=probe.host, port=probe.port
        ).exclude(certificate_ends_on=ends_on).update(certificate_ends_on=ends_on)
