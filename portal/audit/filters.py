"""How an auditor narrows the ledger."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditEvent
from portal.people.models import User


class Day(DateInput):
    input_type = "date"


class AuditFilter(filters.FilterSet):
    who = filters.CharFilter(label=_("E-mail of who did it"), method="by_actor")
    verb = filters.CharFilter(label=_("Deed"), lookup_expr="startswith")
    target = filters.CharFilter(label=_("Thing"), lookup_expr="startswith")
    since = filters.DateFilter(
        label=_("From"), field_name="at", lookup_expr="date__gte", widget=Day
    )
    until = filters.DateFilter(
        label=_("Until"), field_name="at", lookup_expr="date__lte", widget=Day
    )

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def by_actor(
        self, events: QuerySet[AuditEvent], _name: str, email: str
    ) -> QuerySet[AuditEvent]:
        people: Any = User.objects.filter(email__iexact=email.strip())
        return events.filter(actor__in=people)
