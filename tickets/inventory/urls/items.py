"""Items themselves: the list, one, its labels and papers."""

from django.urls import path

from tickets.inventory.views import items, labels

urlpatterns = [
    path("", items.items, name="items"),
    path("new/", items.add, name="add"),
    path("<item:short_id>/", items.item, name="item"),
    path("<item:short_id>/label/", labels.label, name="label"),
    path("<item:short_id>/qr.svg", labels.qr, name="qr"),
    path("<item:short_id>/change/", items.change, name="change"),
]
