from django.urls import path

from tickets.inventory import views

app_name = "inventory"
urlpatterns = [
    path("", views.items, name="items"),
    path("new/", views.add, name="add"),
    path("<slug:short_id>/", views.item, name="item"),
    path("<slug:short_id>/label/", views.label, name="label"),
    path("<slug:short_id>/qr.svg", views.qr, name="qr"),
    path("<slug:short_id>/change/", views.change, name="change"),
    path("<slug:short_id>/interfaces/new/", views.connect, name="connect"),
    path("<slug:short_id>/interfaces/<int:pk>/", views.reconnect, name="reconnect"),
    path(
        "<slug:short_id>/interfaces/<int:pk>/remove/",
        views.disconnect,
        name="disconnect",
    ),
]
