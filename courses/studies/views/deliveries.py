"""Sending from a browser, and what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.studies import intake, rules
from courses.studies.doors import uploads as verbs
from courses.studies.forms.sending import SendForm
from courses.studies.models import Batch, Delivery, DeliveryLine
from courses.studies.models.delivery import DeliveryQuerySet
from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view

SHOWN = 200
Code = DeliveryLine.Code


def _deliveries(request: StaffRequest) -> DeliveryQuerySet:
    if not rules.can_send(request.user):
        raise PermissionDenied
    return Delivery.objects.visible_to(request.user).select_related("sent_by")


@form_view
def send(request: StaffRequest) -> HttpResponse:
    """Choose files and say what they are. The page's script posts the words, then
    sends the files to the delivery that this opens."""
    if not rules.can_send(request.user):
        raise PermissionDenied
    form = SendForm(request.POST or None)
    if form.is_valid():
        delivery = intake.open_delivery(
            Delivery.Door.BROWSER,
            by=request.user,
            words=form.words(),
            profile=form.cleaned_data["profile"],
            takes_refused=form.cleaned_data["takes_refused"],
        )
        return redirect("studies:delivery", delivery.key)
    mine = _deliveries(request).filter(sent_by=request.user).from_browsers()
    begun = mine.filter(sent_at=None, ended_at=None, uploads__isnull=False)
    context = {
        "form": form,
        "unfinished": begun.distinct().order_by("-pk")[:3],
        "last": _deliveries(request).order_by("-pk")[:8],
    }
    return render(request, "courses/studies/send.html", context)


@require_safe
def delivery(request: StaffRequest, key: str) -> HttpResponse:
    """What came of each file, by its number."""
    found = get_object_or_404(_deliveries(request), key=key)
    lines = found.lines.select_related("batch__study")
    only = request.GET.get("only", "")
    if only == "left_out":
        lines = lines.left_out()
    context = {
        **_panel(found),
        "unfinished": found.uploads.under_way().count(),
        "only": only,
        "page": page_of(request, lines, order=("number", "member", "pk"), size=50),
        "may_add": found.sent_by_id == request.user.pk and found.is_open,
    }
    return render(request, "courses/studies/delivery.html", context)


@require_safe
def delivery_progress(request: StaffRequest, key: str) -> HttpResponse:
    found = get_object_or_404(_deliveries(request), key=key)
    return render(request, "courses/studies/_delivery.html", _panel(found))


def _panel(found: Delivery) -> dict[str, object]:
    """How far it is, in as many queries for one file as for ten thousand."""
    counts = found.lines.counts()
    batches = Batch.objects.filter(
        pk__in=found.lines.exclude(batch=None).order_by().values("batch")
    )
    left_out = list(found.lines.left_out().order_by("number", "member")[:SHOWN])
    arrived = {code: counts.get(code, 0) for code in DeliveryLine.ARRIVED}
    shown = list(batches.with_progress().select_related("study").order_by("-pk")[:50])
    return {
        "delivery": found,
        "moves": not found.ended_at or any(_is_cleaning(one) for one in shown),
        "taken": arrived[Code.TAKEN],
        "before": arrived[Code.BEFORE],
        "left_out": left_out,
        "left_out_count": sum(counts.values()) - sum(arrived.values()),
        "batches": shown,
        "unpacking": found.uploads.filter(due_at__isnull=False).count(),
        "coming": found.uploads.under_way().aggregate(
            here=Sum("offset"), all=Sum("size")
        ),
    }


def _is_cleaning(batch: Batch) -> bool:
    """`with_progress` has counted its files."""
    return batch.is_open and batch.done < batch.total  # type: ignore[attr-defined]


@require_safe
def delivery_uploads(request: StaffRequest, key: str) -> HttpResponse:
    """What of its own files the sender's browser need not send again: by the token
    it gave each of them."""
    mine = _deliveries(request).filter(sent_by=request.user)
    found = get_object_or_404(mine, key=key)
    rows = found.uploads.values_list("token", "number", "size", "offset", "key")
    known = {
        token: {
            "number": number,
            "size": size,
            "offset": offset,
            "url": reverse("studies:upload", args=[upload]),
        }
        for token, number, size, offset, upload in rows.iterator()
    }
    return JsonResponse(known)


@form_view
def delivery_end(request: StaffRequest, key: str) -> HttpResponse:
    """All is sent; or no more will be. What is unfinished is given up only by
    somebody who was told of it."""
    found = get_object_or_404(_deliveries(request), key=key)
    unfinished = found.uploads.under_way().count()
    if request.method != "POST" or (unfinished and "sure" not in request.POST):
        context = {"delivery": found, "unfinished": unfinished}
        return render(request, "courses/studies/delivery_end.html", context)
    verbs.finish(found, by=request.user)
    if request.accepts("text/html"):
        messages.success(request, _("%(delivery)s is ended.") % {"delivery": found})
    return redirect("studies:delivery", found.key)
