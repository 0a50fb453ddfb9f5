"""The inventory's addresses, one list for each subject."""

from tickets.inventory.urls import (
    converters,  # noqa: F401 - before any path uses it
    imports,
    interfaces,
    items,
    many,
    maps,
    nodes,
    probes,
    radar,
    suggestions,
    types,
    vendors,
)

app_name = "inventory"
urlpatterns = [
    *radar.urlpatterns,
    *maps.urlpatterns,
    *nodes.urlpatterns,
    *probes.urlpatterns,
    *imports.urlpatterns,
    *many.urlpatterns,
    *items.urlpatterns,
    *interfaces.urlpatterns,
    *suggestions.urlpatterns,
    *types.urlpatterns,
    *vendors.urlpatterns,
]
