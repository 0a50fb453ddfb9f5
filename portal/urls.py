"""The site's map."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("portal.web.urls")),
    path("", include("portal.jobs.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("portal.accounts.urls")),
    path("audit/", include("portal.audit.urls")),
    path("notifications/", include("portal.notify.urls")),
    path("search/", include("portal.search.urls")),
    path("api/v1/", include("portal.api.urls")),
    path("courses/", include("courses.catalog.urls")),
    path("practice/", include("courses.assessment.urls")),
    path("competency/", include("courses.competency.urls")),
    path("", include("courses.studies.urls")),
    path("dicomweb/", include("courses.studies.dicomweb_urls")),
    path("inventory/", include("tickets.inventory.urls")),
    path("service-levels/", include("tickets.sla.urls")),
    path("knowledge/", include("tickets.knowledge.urls")),
    path("", include("tickets.desk.urls")),
]

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.forbidden"
handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.server_error"
