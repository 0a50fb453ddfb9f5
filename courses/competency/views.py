"""The matrix, its cells, and the page of one person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.competency import export, grid, rules, signoff, waiting
from courses.competency.cells import open_cell
from courses.competency.filters import MatrixFilter
from courses.competency.forms import SignOffForm
from courses.competency.held import State
from courses.competency.models import Competency
from courses.competency.passport import passport_of
from courses.competency.person_sections import sections_for
from courses.competency.standing import today
from courses.competency.waiting import SEEN_FROM
from portal.people.models import Role, StaffRequest, User
from portal.web.listing import page_of
from portal.web.methods import form_view

# A row has forty cells of 200 bytes.
PEOPLE = 30


@require_safe
def matrix(request: StaffRequest) -> HttpResponse:
    """The reader's team by competency; whoever leads none sees their own row."""
    if not rules.can_read_matrix(request.user):
        return redirect("competency:passport")
    narrowed, columns = _narrowed(request)
    page = page_of(request, narrowed.qs, order=("name", "pk"), size=PEOPLE)
    context = {
        "filter": narrowed,
        "page": page,
        "grid": grid.grid_of(page.rows, columns),
        "states": list(State),
        "query": request.GET.urlencode(),
        "said": narrowed.said(),
    }
    return render(request, "courses/competency/matrix.html", context)


@require_safe
def matrix_csv(request: StaffRequest) -> StreamingHttpResponse:
    if not rules.can_read_matrix(request.user):
        raise PermissionDenied
    narrowed, columns = _narrowed(request)
    response = StreamingHttpResponse(
        export.lines(narrowed.qs, columns), content_type="text/csv"
    )
    response["Content-Disposition"] = f'attachment; filename="matrix-{today()}.csv"'
    return response


def _narrowed(request: StaffRequest) -> tuple[MatrixFilter, list[Competency]]:
    columns = grid.all_columns()
    narrowed = MatrixFilter(request.GET, grid.team_of(request.user), columns)
    return narrowed, grid.within(columns, request.GET.get("domain", ""))


@require_safe
def cell(request: StaffRequest, person: int, competency: int) -> HttpResponse:
    """Asked for by a click, only the part that floats; else a page of its own."""
    seen = get_object_or_404(rules.people_visible_to(request.user), pk=person)
    asked = get_object_or_404(Competency.objects.all(), pk=competency)
    context = {"open": open_cell(seen, asked, request.user)}
    name = "_cell" if request.headers.get("HX-Request") else "cell"
    return render(request, f"courses/competency/{name}.html", context)


@require_safe
def passport(request: StaffRequest) -> HttpResponse:
    return person(request, request.user.pk)


@require_safe
def person(request: StaffRequest, pk: int) -> HttpResponse:
    visible = rules.people_visible_to(request.user)
    seen = get_object_or_404(grid.with_roles(visible), pk=pk)
    context = {
        "person": seen,
        "is_own": seen.pk == request.user.pk,
        "passport": passport_of(seen),
        "authorities": rules.authorities_of(seen, on=today()),
        "sections": sections_for(seen, request.user),
        "may_assess": rules.can_assess(request.user, seen),
    }
    return render(request, "courses/competency/person.html", context)


@require_safe
def sign_offs(request: StaffRequest) -> HttpResponse:
    """Whom this assessor could sign off, the most urgent first."""
    if not request.user.has_role(Role.ASSESSOR):
        raise PermissionDenied
    context = {
        "waiting": waiting.for_assessor(request.user, limit=50),
        "authorities": rules.authorities_of(request.user, on=today()),
    }
    return render(request, "courses/competency/sign_offs.html", context)


@form_view
def sign_off(request: StaffRequest, pk: int) -> HttpResponse:
    learner: User = get_object_or_404(rules.people_visible_to(request.user), pk=pk)
    if not rules.can_assess(request.user, learner):
        raise PermissionDenied
    form = SignOffForm(
        request.POST or None,
        initial={
            "competency": request.GET.get("competency"),
            "level": request.GET.get("level", SEEN_FROM),
            "shown": request.GET.get("level", SEEN_FROM),
        },
        assessor=request.user,
    )
    if form.is_valid():
        made = signoff.sign_off(learner, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            _("%(person)s, %(code)s: %(outcome)s.")
            % {
                "person": learner.short_name,
                "code": made.competency.code,
                "outcome": made.get_outcome_display(),
            },
        )
        return redirect("competency:person", pk=learner.pk)
    context = {"person": learner, "form": form}
    return render(request, "courses/competency/sign_off.html", context)
