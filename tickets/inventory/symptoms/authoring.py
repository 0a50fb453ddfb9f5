"""Writing down what people say, and which services bring it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.audit import ledger
from portal.people.models import User
from tickets.inventory import rules
from tickets.inventory.models import Symptom


@transaction.atomic
def write(symptom: Symptom, *, by: User, **facts: Any) -> Symptom:
    """A new symptom, or one that is changed."""
    if not rules.can_change_items(by):
        raise PermissionDenied
    verb = "symptom.changed" if symptom.pk else "symptom.added"
    for name, value in facts.items():
        setattr(symptom, name, value)
    symptom.save()
    ledger.record(by, verb, symptom)
    return symptom


@transaction.atomic
def remove(symptom: Symptom, *, by: User) -> None:
    if not rules.can_change_items(by):
        raise PermissionDenied
    ledger.record(by, "symptom.removed", symptom)
    symptom.delete()
