from django.urls import path

from tickets.inventory.views import many

urlpatterns = [
    path("export/", many.export, name="export"),
    path("bulk/", many.change_many, name="change_many"),
    path("<item:short_id>/still-true/", many.confirm, name="confirm"),
]
