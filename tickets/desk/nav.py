"""The desk in the rail."""

from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.web.navigation import Entry, register
from tickets.desk.models import SEES_ALL, Ticket


def sees_all(user: User) -> bool:
    return user.has_role(*SEES_ALL)


def mine_to_do(user: User) -> int:
    return Ticket.objects.open().filter(assignee=user).order_by()[:100].count()


register(
    Entry(
        "Support",
        10,
        _("Worklist"),
        "inbox",
        "desk:worklist",
        is_for=sees_all,
        badge=mine_to_do,
    )
)
register(Entry("Support", 20, _("My tickets"), "ticket", "desk:mine"))
