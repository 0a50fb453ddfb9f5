from django.utils.translation import gettext_lazy as _

from portal.web.navigation import Entry, register

register(Entry("Inventory", 10, _("Items"), "server-2", "inventory:items"))
register(Entry("Inventory", 20, _("Map"), "sitemap", "inventory:map"))
