"""The list as a file, and many items changed at once."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.lib.refusal import Refused
from portal.people.models import StaffRequest
from portal.web.methods import form_view
from tickets.inventory import confirming, exporting
from tickets.inventory.filters import ItemFilter
from tickets.inventory.forms.imports import ManyForm
from tickets.inventory.importing import runs
from tickets.inventory.importing.fields import SHORT_ID, label_of
from tickets.inventory.importing.reading import Sheet
from tickets.inventory.models import ConfigurationItem, ImportFormat
from tickets.inventory.models.asking import ItemQuerySet
from tickets.inventory.views.doors import item_of, may_change

AT_MOST = 5_000


@require_safe
def export(request: StaffRequest) -> HttpResponseBase:
    """As the list is narrowed; made to be imported again."""
    items = _narrowed(request)
    name = f"items-{timezone.localdate().isoformat()}"
    if request.GET.get("as") == "xlsx":
        return FileResponse(
            exporting.as_xlsx(items),
            as_attachment=True,
            filename=f"{name}.xlsx",
            content_type=exporting.XLSX,
        )
    return StreamingHttpResponse(
        exporting.as_csv(items),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@form_view
def change_many(request: StaffRequest) -> HttpResponse:
    """What all of them shall say; then each change is shown before it is written."""
    may_change(request)
    chosen = _chosen(request)
    form = ManyForm(request.POST or None)
    if form.is_valid():
        return redirect(_begin(request, chosen, form.cleaned_data))
    context = {
        "form": form,
        "count": len(chosen),
        "ticked": request.GET.getlist("item"),
        "query": request.GET.urlencode(),
    }
    return render(request, "tickets/inventory/change_many.html", context)


@require_POST
def confirm(request: StaffRequest, short_id: str) -> HttpResponse:
    item = item_of(request, short_id)
    confirming.confirm(item, by=request.user)
    messages.success(request, _("Noted: it is still true."))
    return redirect(item)


def _begin(request: StaffRequest, chosen: list[str], said: dict[str, str]) -> str:
    """A file that nobody had to write: it is shown, written and taken back as one."""
    lines = [(n, {SHORT_ID: one, **said}) for n, one in enumerate(chosen, start=1)]
    columns = [SHORT_ID, *said]
    what = ", ".join(str(label_of(name)) for name in said)
    run = runs.keep(
        Sheet(columns, lines),
        by=request.user,
        file_name=ngettext("%(n)s item: %(what)s", "%(n)s items: %(what)s", len(lines))
        % {"n": len(lines), "what": what},
        format=ImportFormat.EDIT,
        mapping={name: name for name in columns},
    )
    return runs.check(run, by=request.user).get_absolute_url()


def _chosen(request: StaffRequest) -> list[str]:
    """Those that are ticked, or all that the list was narrowed to."""
    found = ConfigurationItem.objects.visible_to(request.user)
    if "all" in request.GET:
        found = _narrowed(request)
    else:
        found = found.filter(short_id__in=request.GET.getlist("item")[:AT_MOST])
    ids = list(found.order_by("name").values_list("short_id", flat=True)[: AT_MOST + 1])
    if not ids:
        raise Refused(_("Choose at least one item of the list first."))
    if len(ids) > AT_MOST:
        raise Refused(_("These are more than 5,000 items. Narrow the list first."))
    return ids


def _narrowed(request: StaffRequest) -> ItemQuerySet:
    visible = ConfigurationItem.objects.visible_to(request.user)
    found: ItemQuerySet = ItemFilter(request.GET, visible, request=request).qs
    return found
