"""Practice in the rail."""

from django.utils.translation import gettext_lazy as _

from portal.web.navigation import Entry, register

register(Entry("Learn", 15, _("Practice"), "current-location", "assessment:room"))
