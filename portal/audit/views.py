"""The ledger, for those who are to read it."""

import csv
import json
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from portal.audit import ledger, rules
from portal.audit.filters import AuditFilter
from portal.audit.models import AuditEvent, AuditSeal
from portal.people.models import StaffRequest, User
from portal.web.listing import page_of

COLUMNS = [
    "seal",
    "digest",
    "at",
    "actor",
    "verb",
    "target",
    "label",
    "detail",
    "address",
]


@require_safe
def events(request: StaffRequest) -> HttpResponse:
    if not rules.can_read_audit(request.user):
        raise PermissionDenied
    narrowed = AuditFilter(request.GET, _events())
    page = page_of(request, narrowed.qs, order=("-at", "-pk"))
    _name_people(page.rows)
    context = {
        "filter": narrowed,
        "page": page,
        "head": AuditSeal.objects.order_by("-position").first(),
    }
    return render(request, "portal/audit/events.html", context)


@require_POST
def export(request: StaffRequest) -> StreamingHttpResponse:
    """The narrowed ledger as CSV. Taking a copy is a deed of its own."""
    if not rules.can_read_audit(request.user):
        raise PermissionDenied
    narrowed = AuditFilter(request.GET, _events())
    ledger.record(
        request.user, "audit.exported", request.user, query=request.GET.urlencode()
    )
    response = StreamingHttpResponse(_lines(narrowed), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _events() -> QuerySet[AuditEvent]:
    return AuditEvent.objects.select_related("actor", "seal")


def _name_people(events: list[AuditEvent]) -> None:
    """A person stands in the ledger by number; the page says who that is today."""
    prefix = "people.user:"
    wanted = [one for one in events if one.target.startswith(prefix)]
    numbers = {int(one.target.removeprefix(prefix)) for one in wanted}
    names = dict(User.objects.filter(pk__in=numbers).values_list("pk", "name"))
    for one in wanted:
        one.label = names.get(int(one.target.removeprefix(prefix)), "")


def _lines(narrowed: AuditFilter) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for event in narrowed.qs.order_by("pk").iterator(chunk_size=2_000):
        seal = getattr(event, "seal", None)
        yield writer.writerow(
            [
                seal.position if seal else "",
                bytes(seal.digest).hex() if seal else "",
                event.at.isoformat(),
                event.actor.email if event.actor else "",
                event.verb,
                event.target,
                _as_text(event.label),
                json.dumps(event.detail, ensure_ascii=False),
                event.address or "",
            ]
        )


def _as_text(value: str) -> str:
    """A spreadsheet must not take a label for a formula (CWE-1236)."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


class _Echo:
    def write(self, line: str) -> str:
        return line
