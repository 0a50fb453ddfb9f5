"""Who may send by DICOM, and who called without being on the list."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.studies import profiles, rules
from courses.studies.models import RemoteNode, UnknownCaller
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User


@transaction.atomic
def add(*, by: User, **said: Any) -> RemoteNode:
    """From now on this system may send; what called in vain is forgotten."""
    if not rules.can_manage_nodes(by):
        raise PermissionDenied
    _check_person(said["sent_by"])
    profiles.check_intake(said.get("profile", "teaching"))
    node = RemoteNode.objects.create(**said)
    _forget_callers(node)
    ledger.record(by, "node.added", node, person=node.sent_by_id)
    return node


@transaction.atomic
def change(node: RemoteNode, *, by: User, **said: Any) -> RemoteNode:
    if not rules.can_manage_nodes(by):
        raise PermissionDenied
    node = RemoteNode.objects.select_for_update().get(pk=node.pk)
    _check_person(said["sent_by"])
    profiles.check_intake(said.get("profile", node.profile))
    changed = sorted(name for name in said if getattr(node, name) != said[name])
    for name in changed:
        setattr(node, name, said[name])
    node.save(update_fields=changed)
    _forget_callers(node)
    ledger.record(by, "node.changed", node, fields=changed)
    return node


@transaction.atomic
def switch(node: RemoteNode, *, by: User, on: bool) -> RemoteNode:
    """Switched off, its next association is rejected; what came stays."""
    if not rules.can_manage_nodes(by):
        raise PermissionDenied
    node = RemoteNode.objects.select_for_update().get(pk=node.pk)
    if on:
        _check_person(node.sent_by)
    if node.is_active != on:
        node.is_active = on
        node.save(update_fields=["is_active"])
        ledger.record(by, "node.switched_on" if on else "node.switched_off", node)
    return node


def _check_person(person: User) -> None:
    if not rules.can_send(person):
        raise Refused(
            _("%(person)s may not send studies: name an educator or administrator.")
            % {"person": person}
        )


def _forget_callers(node: RemoteNode) -> None:
    called = UnknownCaller.objects.filter(ae_title=node.ae_title)
    known = [one.pk for one in called if node.is_active and node.is_at(one.address)]
    UnknownCaller.objects.filter(pk__in=known).delete()


def answer(ae_title: str, address: str) -> RemoteNode | None:
    """Whose association this is; None: rejected, and counted for the page."""
    node = RemoteNode.objects.calling(ae_title, address)
    if node is not None and rules.can_send(node.sent_by):
        RemoteNode.objects.filter(pk=node.pk).update(last_seen_at=timezone.now())
        return node
    _count(ae_title, address)
    return None


@transaction.atomic
def _count(ae_title: str, address: str) -> None:
    """Only the last hundred are kept: whoever tries out titles fills no table."""
    now = timezone.now()
    caller, new = UnknownCaller.objects.get_or_create(
        ae_title=ae_title[:16], address=address[:45]
    )
    if not new:
        UnknownCaller.objects.filter(pk=caller.pk).update(
            times=F("times") + 1, last_at=now
        )
    kept = UnknownCaller.objects.values("pk")[: UnknownCaller.KEPT]
    UnknownCaller.objects.exclude(pk__in=kept).delete()
