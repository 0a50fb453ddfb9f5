from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import can_manage_people
from portal.web.navigation import Entry, register

register(Entry("Team", 40, _("People"), "users", "accounts:people"))
register(
    Entry(
        "Administration",
        10,
        _("Import lists"),
        "file-import",
        "accounts:upload",
        is_for=can_manage_people,
    )
)
