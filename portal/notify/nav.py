from django.utils.translation import gettext_lazy as _

from portal.notify.models import Message
from portal.people.models import User
from portal.web.navigation import BELL, Entry, register


def unread(user: User) -> int:
    """Counted no further than the bell can show."""
    return Message.objects.visible_to(user).unread().order_by()[:100].count()


register(Entry(BELL, 0, _("Notifications"), "bell", "notify:inbox", badge=unread))
