"""What people do to their own account, and how they first come in."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts import tokens, workflow
from portal.accounts.forms import ProfileForm, TokenForm, WelcomeForm
from portal.accounts.models import ApiToken, Invitation
from portal.people.models import StaffRequest, User
from portal.web.methods import form_view


@form_view
def profile(request: StaffRequest) -> HttpResponse:
    form = ProfileForm(
        request.POST or None, instance=User.objects.get(pk=request.user.pk)
    )
    if form.is_valid():
        form.save()
        messages.success(request, _("Your profile is kept."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "tokens": ApiToken.objects.usable().filter(person=request.user),
    }
    return render(request, "portal/accounts/profile.html", context)


@never_cache
@form_view
def new_token(request: StaffRequest) -> HttpResponse:
    """The token's text is in this one answer and nowhere else."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        token, text = tokens.issue(request.user, **form.cleaned_data)
        context = {"token": token, "text": text}
        return render(request, "portal/accounts/token.html", context)
    return render(request, "portal/accounts/new_token.html", {"form": form})


@require_POST
def revoke_token(request: StaffRequest, pk: int) -> HttpResponse:
    mine = ApiToken.objects.filter(person=request.user)
    tokens.revoke(get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, _("The token no longer works."))
    return redirect("accounts:profile")


@login_not_required
@never_cache
@form_view
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Where an invitation leads. A stranger learns nothing from a wrong link."""
    invitation = Invitation.objects.answering(secret).select_related("person").first()
    if invitation is None:
        raise Http404
    form = WelcomeForm(request.POST or None, person=invitation.person)
    if form.is_valid():
        person = workflow.accept(secret, password=form.cleaned_data["password"])
        inside: HttpResponse = perform_login(request, person, redirect_url="/")
        return inside
    context = {"form": form, "person": invitation.person}
    return render(request, "portal/accounts/welcome.html", context)
