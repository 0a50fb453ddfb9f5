"""The library: studies that were released, and the viewer."""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.studies import profiles, rules
from courses.studies.dicomweb import caching
from courses.studies.dicomweb.pictures import middle_folder
from courses.studies.filters import StudyFilter
from courses.studies.keeping import storage
from courses.studies.models import Study
from courses.studies.viewer import config_for, viewer_page
from portal.people.models import StaffRequest
from portal.web.listing import page_of


@require_safe
def studies(request: StaffRequest) -> HttpResponse:
    """What may be practised on, the newest first."""
    found = Study.objects.visible_to(request.user).with_pictures()
    narrowed = StudyFilter(request.GET, found)
    context = {
        "filter": narrowed,
        "page": page_of(request, narrowed.qs, order=("-released_at", "-pk"), size=30),
        "may_review": rules.can_review(request.user),
    }
    return render(request, "courses/studies/studies.html", context)


@viewer_page
@require_safe
def study(request: StaffRequest, pk: int) -> HttpResponse:
    """One study in the viewer. Opening it is audited, as its token is issued."""
    found = get_object_or_404(Study.objects.visible_to(request.user), pk=pk)
    may_review = rules.can_review(request.user)
    context = {
        "study": found,
        "proof": found.proofs.newest_first().first() if may_review else None,
        "dates": profiles.dates_of(found),
        "viewer": config_for(request.user, found),
        "may_withdraw": rules.can_edit(request.user, found),
        "may_make_case": rules.can_make_cases(request.user),
    }
    return render(request, "courses/studies/study.html", context)


@require_safe
def thumbnail(request: StaffRequest, pk: int) -> HttpResponse:
    """For lists, where an image cannot show a bearer token."""
    found = get_object_or_404(Study.objects.visible_to(request.user), pk=pk)
    try:
        picture = storage.get(storage.thumbnail_name(middle_folder(found.uid)))
    except FileNotFoundError as missing:
        raise Http404 from missing
    # Asked for each time, so that a withdrawn study's goes; sent only when it is new.
    tag = hashlib.sha256(picture).hexdigest()[:32]
    if caching.is_known(request, tag):
        return caching.not_modified(tag, caching.ASK_AGAIN)
    answer = HttpResponse(picture, content_type="image/jpeg")
    return caching.tagged(answer, tag, caching.ASK_AGAIN)
