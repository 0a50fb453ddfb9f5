"""The server's clock closes what was left open; variants are made ahead, and erased."""

from datetime import timedelta

from celery import shared_task

from courses.assessment import variants, workflow
from courses.assessment.models import Attempt, Variant
from portal.jobs.alone import alone
from portal.jobs.queue import work_through

A_WHILE = 10  # seconds; then others have their turn


@shared_task(name="assessment.close_overdue", ignore_result=True)
def close_overdue() -> int:
    """Attempts whose time is over, each in a transaction of its own."""
    return work_through(Attempt, workflow.close)


@shared_task(name="assessment.make_variants", ignore_result=True)
def make_variants() -> int:
    """What the next learners will open; drawing leaves a worker free."""
    with alone("drawing") as is_mine:
        if not is_mine:
            return 0
        variants.stock_all()
        return work_through(Variant, variants.make, seconds=A_WHILE)


@shared_task(name="assessment.sweep_variants", ignore_result=True)
def sweep_variants() -> int:
    """A day after the last look that was granted."""
    return variants.sweep(keep=timedelta(days=1))
