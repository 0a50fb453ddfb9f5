from django.utils.translation import gettext_lazy as _

from portal.jobs.models import DeadLetter
from portal.jobs.rules import can_manage_jobs
from portal.people.models import User
from portal.web.navigation import Entry, register


def given_up(user: User) -> int:
    return DeadLetter.objects.open().order_by()[:100].count()


register(
    Entry(
        "Administration",
        40,
        _("Background work"),
        "activity",
        "jobs:dead_letters",
        is_for=can_manage_jobs,
        badge=given_up,
    )
)
