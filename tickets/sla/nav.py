from django.utils.translation import gettext_lazy as _

from portal.web.navigation import Entry, register

register(Entry("Support", 60, _("Service levels"), "clock", "sla:levels"))
