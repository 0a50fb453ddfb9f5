from django.utils.translation import gettext_lazy as _

from portal.audit.rules import can_read_audit
from portal.web.navigation import Entry, register

register(
    Entry(
        "Governance",
        10,
        _("Audit ledger"),
        "history",
        "audit:events",
        is_for=can_read_audit,
    )
)
