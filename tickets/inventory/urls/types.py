"""Types of item and their fields."""

from django.urls import path

from tickets.inventory.views import types

urlpatterns = [
    path("types/", types.types, name="types"),
    path("types/new/", types.add_type, name="add_type"),
    path("types/<slug:code>/", types.type_, name="type"),
    path("types/<slug:code>/change/", types.change_type, name="change_type"),
    path("types/<slug:code>/fields/new/", types.add_field, name="add_field"),
    path("types/<slug:code>/fields/<int:pk>/", types.change_field, name="change_field"),
    path(
        "types/<slug:code>/fields/<int:pk>/take-off/",
        types.take_off,
        name="take_field_off",
    ),
    path(
        "types/<slug:code>/fields/<int:pk>/ask-again/",
        types.ask_again,
        name="ask_field_again",
    ),
]
