"""Probes and maintenance windows."""

from django.urls import path

from tickets.inventory.views import maintenance, probes

urlpatterns = [
    path("probes/", probes.probes, name="probes"),
    path("<item:short_id>/probes/new/", probes.add_probe, name="add_probe"),
    path("<item:short_id>/probes/<int:pk>/", probes.probe, name="probe"),
    path(
        "<item:short_id>/probes/<int:pk>/change/",
        probes.change_probe,
        name="change_probe",
    ),
    path("<item:short_id>/probes/<int:pk>/ask/", probes.ask_probe, name="ask_probe"),
    path(
        "<item:short_id>/probes/<int:pk>/switch/",
        probes.switch_probe,
        name="switch_probe",
    ),
    path("maintenance/", maintenance.windows, name="maintenance"),
    path("maintenance/new/", maintenance.plan_window, name="plan_window"),
    path("maintenance/<int:pk>/", maintenance.change_window, name="change_window"),
    path(
        "maintenance/<int:pk>/cancel/",
        maintenance.cancel_window,
        name="cancel_window",
    ),
]
