"""The messages that this room sends."""

from django.utils.translation import gettext_lazy as _

from portal.notify.kinds import register
from portal.notify.models import Mail

REACHED = "competency.reached"
NOT_REACHED = "competency.not_reached"
REVOKED = "competency.revoked"
NEED = "competency.need"

register(REACHED, _("You reached a level of a competency"), mail=Mail.DIGEST)
register(NOT_REACHED, _("A sign-off of yours needs another go"))
register(REVOKED, _("A decision about your competency was taken back"))
register(NEED, _("Work showed that a lesson would help you"))
