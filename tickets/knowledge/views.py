"""Reading and writing articles."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of, sorting
from portal.web.methods import form_view
from tickets.knowledge import rules, workflow
from tickets.knowledge.filters import ArticleFilter
from tickets.knowledge.forms import ArticleForm
from tickets.knowledge.models import Article

SORTS = {"changed": ("-changed_at", "-pk"), "title": ("title", "pk")}


@require_safe
def articles(request: StaffRequest) -> HttpResponse:
    found = Article.objects.visible_to(request.user).for_list()
    narrowed = ArticleFilter(request.GET, found)
    sort = sorting(request, SORTS, default="changed")
    context = {
        "filter": narrowed,
        "sort": sort,
        "page": page_of(request, narrowed.qs, order=sort.order),
        "show": request.GET.get("show", ""),
        "may_write": rules.can_write_articles(request.user),
    }
    return render(request, "tickets/knowledge/articles.html", context)


@require_safe
def article(request: StaffRequest, slug: str) -> HttpResponse:
    read = _article(request, slug)
    votes = read.votes.aggregate(
        yes=Count("pk", filter=Q(helpful=True)),
        mine=Count("pk", filter=Q(person=request.user)),
    )
    context = {
        "article": read,
        "items": read.items.select_related("type")[:12],
        "item_types": read.item_types.all(),
        "votes": votes,
        "may_write": rules.can_write_articles(request.user),
    }
    return render(request, "tickets/knowledge/article.html", context)


@form_view
def write(request: StaffRequest) -> HttpResponse:
    """`?item=` and `?title=` come with whoever begins from an item or a ticket."""
    _may_write(request)
    begun = {name: request.GET.get(name, "") for name in ("title", "body")}
    begun["items"] = request.GET.get("item", "")
    form = ArticleForm(request.POST or None, initial=begun)
    if form.is_valid():
        written = workflow.write(by=request.user, **form.cleaned_data)
        messages.success(request, _("The draft is kept. Publish it when it is right."))
        return redirect(written)
    return render(request, "tickets/knowledge/write.html", {"form": form})


@form_view
def change(request: StaffRequest, slug: str) -> HttpResponse:
    _may_write(request)
    changed = _article(request, slug)
    form = ArticleForm(request.POST or None, instance=changed)
    if form.is_valid():
        workflow.change(changed, by=request.user, **form.cleaned_data)
        messages.success(request, _("The article is changed."))
        return redirect(changed)
    context = {"form": form, "article": _article(request, slug)}
    return render(request, "tickets/knowledge/write.html", context)


@require_POST
def publish(request: StaffRequest, slug: str) -> HttpResponse:
    published = workflow.publish(_article(request, slug), by=request.user)
    messages.success(request, _("The article is published."))
    return redirect(published)


@require_POST
def retire(request: StaffRequest, slug: str) -> HttpResponse:
    retired = workflow.retire(_article(request, slug), by=request.user)
    messages.success(request, _("The article is retired."))
    return redirect(retired)


@require_POST
def vote(request: StaffRequest, slug: str) -> HttpResponse:
    read = _article(request, slug)
    workflow.vote(read, by=request.user, helpful=request.POST.get("helpful") == "yes")
    messages.success(request, _("Your answer is noted."))
    return redirect(read)


def _article(request: StaffRequest, slug: str) -> Article:
    visible = Article.objects.visible_to(request.user).select_related("author")
    return get_object_or_404(visible, slug=slug)


def _may_write(request: StaffRequest) -> None:
    if not rules.can_write_articles(request.user):
        raise PermissionDenied
