"""Courses in the rail."""

from django.utils.translation import gettext_lazy as _

from portal.web.navigation import Entry, register

register(Entry("Learn", 10, _("Courses"), "book-2", "catalog:courses"))
