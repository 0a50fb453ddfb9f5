from django.utils.translation import gettext_lazy as _

from courses.competency.rules import can_read_matrix
from portal.people.models import Role
from portal.web.navigation import Entry, register

register(Entry("Learn", 20, _("My passport"), "id-badge-2", "competency:passport"))
register(
    Entry(
        "Team",
        10,
        _("Competency matrix"),
        "grid-dots",
        "competency:matrix",
        is_for=can_read_matrix,
    )
)
register(
    Entry(
        "Team",
        20,
        _("Sign-offs"),
        "eye-check",
        "competency:sign_offs",
        is_for=lambda user: user.has_role(Role.ASSESSOR),
    )
)
