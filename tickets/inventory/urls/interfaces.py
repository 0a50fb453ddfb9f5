"""Interfaces, reached through either of their items."""

from django.urls import path

from tickets.inventory.views import interfaces

urlpatterns = [
    path("interfaces/<int:pk>/", interfaces.interface, name="interface"),
    path("<item:short_id>/interfaces/new/", interfaces.connect, name="connect"),
    path(
        "<item:short_id>/interfaces/<int:pk>/", interfaces.reconnect, name="reconnect"
    ),
    path(
        "<item:short_id>/interfaces/<int:pk>/remove/",
        interfaces.disconnect,
        name="disconnect",
    ),
]
