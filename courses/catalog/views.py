"""Pages of the catalogue: all courses, one course, one lesson."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from courses.catalog import activity_kinds, progress, reach, shelf
from courses.catalog.gaps import Gap, gaps_of
from courses.catalog.models import Activity, Course
from courses.catalog.outline import modules_of, outline_of
from courses.competency.standing import matrix
from portal.people.models import StaffRequest
from portal.web.listing import page_of

SHOW = {"gaps", "begun"}


@require_safe
def courses(request: StaffRequest) -> HttpResponse:
    """All that can be learned; what closes a gap of this person comes first."""
    gaps = gaps_of(request.user)
    text, show = request.GET.get("q", "")[:200], request.GET.get("show", "")
    found = shelf.matching(shelf.courses_for(request.user, gaps), text)
    if show == "gaps":
        found = found.filter(fills__gt=0)
    if show == "begun":
        found = shelf.unfinished(found)
    page = page_of(request, found, order=("-fills", "title", "pk"), size=30)
    by_competency = {gap.cell.competency.pk: gap for gap in gaps}
    for course in page.rows:
        course.gaps = [
            by_competency[link.competency_id]
            for link in course.counts_for.all()
            if link.competency_id in by_competency
        ]
    context = {"page": page, "q": text, "show": show, "without": _uncovered(gaps)}
    return render(request, "courses/catalog/courses.html", context)


@require_safe
def course(request: StaffRequest, slug: str) -> HttpResponse:
    """What it holds, how far this person is, and what it counts for."""
    found = _course(request, slug)
    outline = outline_of(found, request.user)
    links = list(found.counts_for.select_related("competency"))
    cells = matrix(
        [request.user], competencies=[link.competency for link in links]
    ).cells
    reached = reach.of_courses([found.pk])
    counts = [
        {
            "link": link,
            "cell": cells.get((request.user.pk, link.competency_id)),
            "reaches": reached.get((found.pk, link.competency_id), 0),
        }
        for link in links
    ]
    context = {
        "course": found,
        "outline": outline,
        "modules": modules_of(outline),
        "proofs": [
            (step, step.kind.url_for(step.activity, request.user))
            for step in outline.proofs
        ],
        "counts": counts,
    }
    return render(request, "courses/catalog/course.html", context)


@require_POST
def begin(request: StaffRequest, slug: str) -> HttpResponse:
    found = _course(request, slug)
    progress.enrol(request.user, found)
    step = outline_of(found, request.user).next_step
    return redirect(step.url if step else found.get_absolute_url())


@require_safe
def activity(
    request: StaffRequest, slug: str, module: str, activity: str
) -> HttpResponse:
    """A lesson's page. Other kinds of step have pages of their own."""
    step = _activity(request, slug, module, activity)
    if step.kind != "lesson":
        kind = activity_kinds.kind_of(step.kind)
        return redirect(kind.url_for(step, request.user))
    outline = outline_of(step.module.course, request.user)
    before, here, after = outline.around(step)
    context = {
        "activity": step,
        "course": step.module.course,
        "outline": outline,
        "before": before,
        "here": here,
        "after": after,
    }
    return render(request, "courses/catalog/lesson.html", context)


@require_POST
def done(request: StaffRequest, slug: str, module: str, activity: str) -> HttpResponse:
    """The reader says: done, next. Only what shows no skill can be said done."""
    step = _activity(request, slug, module, activity)
    if activity_kinds.kind_of(step.kind).evidence is None:
        progress.complete(request.user, step)
    outline = outline_of(step.module.course, request.user)
    _before, _here, after = outline.around(step)
    following = after or outline.next_step
    return redirect(following.url if following else outline.course.get_absolute_url())


def _course(request: StaffRequest, slug: str) -> Course:
    courses = Course.objects.visible_to(request.user).select_related("keeper")
    return get_object_or_404(courses, slug=slug)


def _activity(request: StaffRequest, slug: str, module: str, activity: str) -> Activity:
    return get_object_or_404(
        Activity.objects.visible_to(request.user).select_related(
            "module__course__keeper"
        ),
        module__course__slug=slug,
        module__slug=module,
        slug=activity,
    )


def _uncovered(gaps: list[Gap]) -> list[Gap]:
    """Gaps that no course fills: an assessor or a mentor has to."""
    return [gap for gap in gaps if not gap.courses]
