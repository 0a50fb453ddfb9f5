"""A device on the network."""

from django.urls import path

from tickets.inventory.views import nodes

AES, CONNECTIONS = "<item:short_id>/aes/", "<item:short_id>/connections/"
urlpatterns = [
    path(f"{AES}new/", nodes.ae_add, name="ae_add"),
    path(f"{AES}<int:pk>/", nodes.ae, name="ae"),
    path(f"{AES}<int:pk>/change/", nodes.ae_change, name="ae_change"),
    path(f"{AES}<int:pk>/remove/", nodes.ae_remove, name="ae_remove"),
    path(f"{AES}<int:pk>/capabilities/", nodes.capability_add, name="capability_add"),
    path(
        f"{AES}<int:pk>/capabilities/<int:capability>/remove/",
        nodes.capability_remove,
        name="capability_remove",
    ),
    path(f"{CONNECTIONS}new/", nodes.connection_add, name="connection_add"),
    path(f"{CONNECTIONS}<int:pk>/", nodes.connection_change, name="connection_change"),
    path(
        f"{CONNECTIONS}<int:pk>/remove/",
        nodes.connection_remove,
        name="connection_remove",
    ),
    path("<item:short_id>/annex-h.json", nodes.annex_h_json, name="annex_h_json"),
    path("<item:short_id>/annex-h.ldif", nodes.annex_h_ldif, name="annex_h_ldif"),
]
