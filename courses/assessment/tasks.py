"""The server's clock closes what was left open."""

from celery import shared_task

from courses.assessment import workflow
from courses.assessment.models import Attempt
from portal.jobs.queue import work_through


@shared_task(name="assessment.close_overdue", ignore_result=True)
def close_overdue() -> int:
    """Attempts whose time is over, each in a transaction of its own."""
    return work_through(Attempt, workflow.close)
