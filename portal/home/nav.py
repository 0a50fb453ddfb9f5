from django.utils.translation import gettext_lazy as _

from portal.web.navigation import FRONT, Entry, register

register(Entry(FRONT, 0, _("Front page"), "home", "home:front"))
