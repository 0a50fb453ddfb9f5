"""What is coming: the radar, duties with their checklists, advisories."""

from django.urls import path

from tickets.inventory.views import advisories, duties, radar

urlpatterns = [
    path("radar/", radar.radar, name="radar"),
    path("radar/<str:signed>.ics", radar.radar_calendar, name="radar_calendar"),
    path("radar/duties/", duties.all_duties, name="duties"),
    path("radar/duties/new/", duties.plan_duty, name="plan_duty"),
    path("radar/duties/<int:pk>/", duties.duty, name="duty"),
    path("radar/duties/<int:pk>/change/", duties.change_duty, name="change_duty"),
    path("radar/checklists/", duties.all_checklists, name="checklists"),
    path("radar/checklists/new/", duties.write_checklist, name="new_checklist"),
    path("radar/checklists/<slug:code>/", duties.write_checklist, name="checklist"),
    path("radar/advisories/", advisories.all_advisories, name="advisories"),
    path("radar/advisories/new/", advisories.enter_advisory, name="enter_advisory"),
    path("radar/advisories/<int:pk>/", advisories.advisory, name="advisory"),
    path(
        "radar/advisories/<int:pk>/change/",
        advisories.change_advisory,
        name="change_advisory",
    ),
    path(
        "radar/advisories/<int:pk>/items/<int:match>/",
        advisories.settle_match,
        name="settle_match",
    ),
]
