"""A page with the viewer whose task, prior and hanging rule a test says."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import RequestContext, Template
from django.urls import path

from courses.studies.models import Study
from courses.studies.viewer import config_for, opened, viewer_page
from portal.urls import urlpatterns as whole

PAGE = """{% extends "base_viewer.html" %}
{% block title %}Try{% endblock %}{% block heading %}Try{% endblock %}
{% block main %}
    {% include "courses/studies/_viewer.html" with viewer=viewer only %}
    <form class="rr-task" aria-label="Task">
        <div class="rr-task-body">
            <h2>Marks</h2>{% include "courses/studies/_marks.html" only %}
            <a href="#s=1&i=3&w=900&c=100" id="see">See it</a>
            <input type="hidden" data-viewer-window>
            <input type="hidden" data-viewer-place>
        </div>
    </form>
{% endblock %}"""
more: dict[str, Any] = {}


@viewer_page
def page(request: HttpRequest, pk: int) -> HttpResponse:
    study, given = get_object_or_404(Study, pk=pk), dict(more)
    if prior := given.pop("prior_pk", None):
        given["prior"] = opened(request.user, Study.objects.get(pk=prior))  # type: ignore[arg-type]
    viewer = config_for(request.user, study, **given)  # type: ignore[arg-type]
    context = RequestContext(request, {"viewer": viewer})
    return HttpResponse(Template(PAGE).render(context))


urlpatterns = [path("try/<int:pk>/", page), *whole]
