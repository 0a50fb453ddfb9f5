"""The software of an item through time."""

from datetime import date

from django.utils import timezone

from portal.people.models import User
from tickets.inventory.models import (
    ConfigurationItem,
    SoftwareSource,
    SoftwareVersion,
)


def append(
    item: ConfigurationItem,
    *,
    since: date | None = None,
    source: SoftwareSource = SoftwareSource.ENTERED,
    note: str = "",
    by: User | None = None,
) -> None:
    """The version that the item has now; nothing where it has none."""
    if not item.software_version:
        return
    SoftwareVersion.objects.get_or_create(
        item=item,
        version=item.software_version,
        since=since or timezone.localdate(),
        defaults={"source": source, "note": note, "recorded_by": by},
    )


def append_all(
    items: list[ConfigurationItem], *, source: SoftwareSource, by: User
) -> None:
    """Many at once, as from a file: each since today."""
    today = timezone.localdate()
    SoftwareVersion.objects.bulk_create(
        (
            SoftwareVersion(
                item=item,
                version=item.software_version,
                since=today,
                source=source,
                recorded_by=by,
            )
            for item in items
            if item.software_version
        ),
        ignore_conflicts=True,
    )
