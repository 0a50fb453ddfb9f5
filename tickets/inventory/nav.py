from django.utils.translation import gettext_lazy as _

from portal.web.navigation import Entry, register
from tickets.inventory.rules import can_change_items, can_read_radar

register(Entry("Inventory", 10, _("Items"), "server-2", "inventory:items"))
register(Entry("Inventory", 20, _("Map"), "sitemap", "inventory:map"))
register(
    Entry("Inventory", 30, _("Radar"), "radar-2", "inventory:radar", can_read_radar)
)
register(
    Entry("Inventory", 40, _("Probes"), "activity", "inventory:probes", can_read_radar)
)
register(
    Entry("Inventory", 50, _("Import"), "upload", "inventory:imports", can_change_items)
)
register(
    Entry(
        "Inventory",
        60,
        _("Suggestions"),
        "help-circle",
        "inventory:suggestions",
        can_change_items,
    )
)
