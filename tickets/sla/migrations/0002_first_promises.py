"""A department starts with promises that it may change, not with an empty page."""

from django.db import migrations

MATRIX = {
    (1, 1): 1, (1, 2): 2, (1, 3): 3,
    (2, 1): 2, (2, 2): 3, (2, 3): 4,
    (3, 1): 2, (3, 2): 3, (3, 3): 4,
}
OPEN, LUNCH, BACK, CLOSED = 8 * 60, 12 * 60, 12 * 60 + 30, 17 * 60
DAY = (LUNCH - OPEN) + (CLOSED - BACK)
ALWAYS, DESK = "Day and night", "Desk hours"
# priority, tier, first answer, solution, calendar
LEVELS = [
    (1, None, 15, 4 * 60, ALWAYS),
    (2, 1, 30, 8 * 60, ALWAYS),
    (2, None, 60, DAY, DESK),
    (3, None, 4 * 60, 3 * DAY, DESK),
    (4, None, DAY, 10 * DAY, DESK),
]


def promise(apps, schema_editor):
    model = lambda name: apps.get_model("sla", name)._default_manager
    calendars = {
        ALWAYS: model("BusinessCalendar").create(name=ALWAYS, round_the_clock=True),
        DESK: model("BusinessCalendar").create(name=DESK),
    }
    for weekday in range(5):
        for opens, closes in ((OPEN, LUNCH), (BACK, CLOSED)):
            model("OpeningInterval").create(
                calendar=calendars[DESK], weekday=weekday, opens=opens, closes=closes
            )
    for (impact, urgency), priority in MATRIX.items():
        model("PriorityRule").create(
            impact=impact, urgency=urgency, priority=priority
        )
    for priority, tier, response, resolution, calendar in LEVELS:
        model("ServiceLevel").create(
            priority=priority,
            tier=tier,
            response_minutes=response,
            resolution_minutes=resolution,
            calendar=calendars[calendar],
        )


def take_back(apps, schema_editor):
    for name in ("ServiceLevel", "PriorityRule", "BusinessCalendar"):
        apps.get_model("sla", name)._default_manager.all().delete()


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_initial")]
    operations = [migrations.RunPython(promise, take_back)]
