from django.utils.translation import gettext_lazy as _

from portal.web.navigation import Entry, register

register(Entry("Support", 40, _("Knowledge"), "bulb", "knowledge:articles"))
