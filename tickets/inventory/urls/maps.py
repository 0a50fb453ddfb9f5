"""The map, and what stops with an item."""

from django.urls import path

from tickets.inventory.views import map as views
from tickets.inventory.views import stopping, symptoms

urlpatterns = [
    path("map/", views.map, name="map"),
    path("map/data.json", views.map_data, name="map_data"),
    path("map/places/", views.map_place, name="map_place"),
    path("map/reset/", views.map_reset, name="map_reset"),
    path("map/<item:short_id>/reach.json", views.map_reach, name="map_reach"),
    path("symptoms/", symptoms.symptoms, name="symptoms"),
    path("symptoms/new/", symptoms.symptom_add, name="symptom_add"),
    path("symptoms/<int:pk>/", symptoms.symptom_change, name="symptom_change"),
    path("symptoms/<int:pk>/remove/", symptoms.symptom_remove, name="symptom_remove"),
    path("<item:short_id>/if-it-stops/", stopping.if_it_stops, name="if_it_stops"),
]
