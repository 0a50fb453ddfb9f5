"""Single answers are kept for a month; the days they are folded into stay."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from tickets.inventory.models import ProbeResult

KEPT: Final = timedelta(days=30)


def sweep() -> int:
    old = ProbeResult.objects.filter(at__lt=timezone.now() - KEPT)
    removed, _by_kind = old.delete()
    return removed
