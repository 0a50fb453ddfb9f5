"""The inventory's addresses, one list for each subject."""

from tickets.inventory.urls import (
    converters,  # noqa: F401 - before any path uses it
    interfaces,
    items,
    maps,
)

app_name = "inventory"
urlpatterns = [*maps.urlpatterns, *items.urlpatterns, *interfaces.urlpatterns]
