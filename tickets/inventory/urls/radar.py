"""What is coming: the radar, duties with their checklists, advisories."""

from django.urls import path

from tickets.inventory.views import advisories, duties, radar

urlpatterns = [
    path("radar/", radar.radar, name="radar"),
    path("radar/<str:signed>.ics", radar.radar_calendar, name="radar_calendar"),
    path("duties/", duties.all_duties, name="duties"),
    path("duties/new/", duties.plan_duty, name="plan_duty"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("duties/<int:pk>/change/", duties.change_duty, name="change_duty"),
    path("checklists/", duties.all_checklists, name="checklists"),
    path("checklists/new/", duties.write_checklist, name="new_checklist"),
    path("checklists/<slug:code>/", duties.write_checklist, name="checklist"),
    path("advisories/", advisories.all_advisories, name="advisories"),
    path("advisories/new/", advisories.enter_advisory, name="enter_advisory"),
    path("advisories/<int:pk>/", advisories.advisory, name="advisory"),
    path(
        "advisories/<int:pk>/change/",
        advisories.change_advisory,
        name="change_advisory",
    ),
    path(
        "advisories/<int:pk>/items/<int:match>/",
        advisories.settle_match,
        name="settle_match",
    ),
]
