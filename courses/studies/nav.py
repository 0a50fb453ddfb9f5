"""The library and intake in the rail."""

from django.utils.translation import gettext_lazy as _

from courses.studies.models import Batch
from courses.studies.rules import (
    can_manage_nodes,
    can_manage_profiles,
    can_read_sightings,
    can_review,
)
from portal.people.models import User
from portal.web.navigation import Entry, register


def waiting(user: User) -> int:
    return Batch.objects.in_review().order_by()[:100].count()


register(Entry("Learn", 20, _("Study library"), "stack-2", "studies:studies"))
register(Entry("Learn", 21, _("Teaching cases"), "report-medical", "studies:cases"))
register(
    Entry(
        "Learn",
        50,
        _("Study intake"),
        "photo-scan",
        "studies:batches",
        is_for=can_review,
        badge=waiting,
    )
)
register(
    Entry(
        "Inventory",
        60,
        _("Seen in images"),
        "eye",
        "studies:sightings",
        is_for=can_read_sightings,
    )
)
register(
    Entry(
        "Administration",
        30,
        _("DICOM senders"),
        "network",
        "studies:nodes",
        is_for=can_manage_nodes,
    )
)
register(
    Entry(
        "Administration",
        31,
        _("De-identification"),
        "shield-lock",
        "studies:profiles",
        is_for=can_manage_profiles,
    )
)
