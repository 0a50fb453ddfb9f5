"""When a duty comes round again. Plain Python."""

from datetime import date, timedelta
from typing import Final

# Done this near to its day, a duty keeps its place in the calendar; further off it
# starts anew, or a test done two months late would fall due again in ten.
NEAR: Final = 4


def next_after(due_on: date | None, done_on: date, every_days: int) -> date:
    """The day after which it is due again: a yearly test that was done two weeks
    early or late stays in its month."""
    if due_on and abs((done_on - due_on).days) * NEAR <= every_days:
        return due_on + timedelta(days=every_days)
    return done_on + timedelta(days=every_days)
