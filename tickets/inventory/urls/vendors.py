"""Vendors and contracts."""

from django.urls import path

from tickets.inventory.views import vendors

urlpatterns = [
    path("vendors/", vendors.vendors, name="vendors"),
    path("vendors/new/", vendors.add_vendor, name="add_vendor"),
    path("vendors/<int:pk>/", vendors.vendor, name="vendor"),
    path("vendors/<int:pk>/change/", vendors.change_vendor, name="change_vendor"),
    path("contracts/", vendors.contracts, name="contracts"),
    path("contracts/new/", vendors.add_contract, name="add_contract"),
    path("contracts/<int:pk>/", vendors.contract, name="contract"),
    path("contracts/<int:pk>/change/", vendors.change_contract, name="change_contract"),
]
