"""Papers and photographs of an item."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view
from tickets.inventory import documents as kept
from tickets.inventory import pictures, rules
from tickets.inventory.forms.documents import DocumentForm
from tickets.inventory.models import ConfigurationItem, ItemDocument
from tickets.inventory.views.doors import item_of, may_change


@form_view
def documents(request: StaffRequest, short_id: str) -> HttpResponse:
    item = item_of(request, short_id)
    form = None
    if rules.can_change_items(request.user) or request.method == "POST":
        may_change(request)
        form = DocumentForm(request.POST or None, request.FILES or None)
    if form and form.is_valid():
        added = kept.keep(item, by=request.user, **form.cleaned_data)
        said = ngettext("%(n)s file is kept.", "%(n)s files are kept.", len(added))
        messages.success(request, said % {"n": len(added)})
        return redirect("inventory:documents", item.short_id)
    listed = item.documents.visible_to(request.user).select_related("uploaded_by")
    context = {
        "item": item,
        "form": form,
        "page": page_of(request, listed, order=("kind", "title", "pk")),
        "may_change": form is not None,
    }
    return render(request, "tickets/inventory/documents.html", context)


@require_safe
def document(request: StaffRequest, short_id: str, pk: int) -> FileResponse:
    """Saved, never shown: what somebody sent does not run in a page of ours."""
    shown = _document(request, item_of(request, short_id), pk)
    if kept.is_picture(shown):
        return _given(shown.stored_as, shown)
    return _given(shown.stored_as, shown, as_attachment=True)


@require_safe
def thumbnail(request: StaffRequest, short_id: str, pk: int) -> FileResponse:
    shown = _document(request, item_of(request, short_id), pk)
    if not kept.is_picture(shown):
        raise Http404
    return _given(shown.stored_as + kept.SMALL, shown)


@form_view
def remove(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    shown = _document(request, item, pk)
    if request.method == "POST":
        kept.remove(shown, by=request.user)
        messages.success(request, _("“%(title)s” is removed.") % {"title": shown})
        return redirect("inventory:documents", item.short_id)
    context = {"item": item, "document": shown}
    return render(request, "tickets/inventory/document_remove.html", context)


def _document(request: StaffRequest, item: ConfigurationItem, pk: int) -> ItemDocument:
    visible = item.documents.visible_to(request.user).select_related("item")
    return get_object_or_404(visible, pk=pk)


def _given(
    stored_as: str, shown: ItemDocument, *, as_attachment: bool = False
) -> FileResponse:
    try:
        opened = default_storage.open(stored_as)
    except FileNotFoundError as gone:
        raise Http404 from gone
    content_type = shown.content_type if as_attachment else pictures.JPEG
    response = FileResponse(
        opened,
        as_attachment=as_attachment,
        filename=shown.file_name,
        content_type=content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
