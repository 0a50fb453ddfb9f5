"""Lists as people keep them: a page's filters and order under a name.

A list shows them with `views_of` and `components/saved_views.html`; what is saved is
its own address without the place in it."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from portal.web.listing import PLACE
from portal.web.models import SavedView


class SaveForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SavedView
        fields = ["name", "page", "query", "is_shared"]
        widgets = {"page": forms.HiddenInput, "query": forms.HiddenInput}

    def clean_page(self) -> str:
        page: str = self.cleaned_data["page"]
        try:
            reverse(page)
        except NoReverseMatch as wrong:
            raise ValidationError(_("There is no such list.")) from wrong
        return page

    def clean_query(self) -> str:
        return without_place(self.cleaned_data["query"])


def without_place(query: str) -> str:
    pairs = parse_qsl(query.removeprefix("?"))
    return urlencode(sorted((k, v) for k, v in pairs if k != PLACE and v))


def views_of(request: HttpRequest, page: str) -> dict[str, Any]:
    """One query: the views of this page, which one is open, and the form to save."""
    query = without_place(request.GET.urlencode())
    views = list(SavedView.objects.on(page, request.user).select_related("owner"))
    return {
        "views": views,
        "open": next((one for one in views if one.query == query), None),
        "url": reverse(page),
        "form": SaveForm(initial={"page": page, "query": query}) if query else None,
    }


def save(form: SaveForm, owner: Any) -> SavedView:
    """The same name again is the same view, changed."""
    said = form.cleaned_data
    view, _is_new = SavedView.objects.update_or_create(
        owner=owner,
        page=said["page"],
        name=said["name"],
        defaults={"query": said["query"], "is_shared": said["is_shared"]},
    )
    return view
