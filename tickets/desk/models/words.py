"""The words that a ticket is described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    NEW = "new", _("New")
    ASSIGNED = "assigned", _("In work")
    PENDING = "pending", _("On hold")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


OPEN = [Status.NEW, Status.ASSIGNED, Status.PENDING]
SETTLED = [Status.RESOLVED, Status.CLOSED]


class Category(models.TextChoices):
    """What happens, in the words of the person who stands before it."""

    WORKLIST = "worklist", _("Worklist empty or wrong")
    SENDING = "sending", _("Images do not send")
    SLOW = "slow", _("Slow or frozen")
    IMAGE = "image", _("Image looks wrong")
    SIGN_IN = "sign_in", _("Cannot sign in")
    OTHER = "other", _("Something else")


class CanWork(models.TextChoices):
    YES = "yes", _("Yes")
    WORKAROUND = "workaround", _("Workaround")
    NO = "no", _("No")


class Priority(models.IntegerChoices):
    CRITICAL = 1, _("P1 Critical")
    HIGH = 2, _("P2 High")
    NORMAL = 3, _("P3 Normal")
    LOW = 4, _("P4 Low")


class Source(models.TextChoices):
    PORTAL = "portal", _("from the portal")
    LABEL = "label", _("from the label on the device")
    API = "api", _("by the interface")
    MONITORING = "watch", _("from monitoring")


class Cause(models.TextChoices):
    HARDWARE = "hardware", _("Hardware")
    SOFTWARE = "software", _("Software")
    CONFIGURATION = "configuration", _("Settings")
    INTERFACE = "interface", _("Interface")
    DATA = "data", _("Data integrity")
    NETWORK = "network", _("Network")
    VENDOR = "vendor", _("Vendor or outside")
    TRAINING = "training", _("Did not know how")
    SLIP = "slip", _("Slip, knew how")
    REQUEST = "request", _("A request, not a fault")
    NOT_FOUND = "not_found", _("Not found")
    PASSED = "passed", _("Over by itself")
