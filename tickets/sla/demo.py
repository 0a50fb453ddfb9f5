"""The promises stand already (a migration makes them); the demo hospital adds the
days on which its desk is closed."""

from datetime import date

from django.utils import timezone

from portal.lib.seeds import demo
from tickets.sla.models import BusinessCalendar, Holiday

CLOSED = [(1, 1, "New Year"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day")]


@demo(order=65)
def plant() -> None:
    desk = BusinessCalendar.objects.filter(round_the_clock=False).first()
    if desk is None:
        return
    this_year = timezone.localdate().year
    for year in (this_year, this_year + 1):
        for month, day, name in CLOSED:
            Holiday.objects.get_or_create(
                calendar=desk, on=date(year, month, day), defaults={"name": name}
            )
