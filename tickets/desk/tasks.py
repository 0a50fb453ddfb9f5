"""What the schedule asks of the desk. The state is the queue."""

from celery import shared_task

from portal.jobs.queue import work_through
from tickets.desk import workflow
from tickets.inventory.models import Finding


@shared_task(name="desk.watch_clocks", ignore_result=True)
def watch_clocks() -> int:
    """Warn before and at the end of a ticket's time, end holds, close what stayed
    resolved. It may run twice, late, or not at all."""
    return workflow.end_holds() + workflow.ring() + workflow.close_old()


@shared_task(name="desk.claim_findings", ignore_result=True)
def claim_findings() -> int:
    """What probes and the radar found, and what is over."""
    return work_through(Finding, workflow.claim)
