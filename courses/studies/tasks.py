"""Background work: each task finds its rows and calls one function."""

from celery import shared_task

from courses.studies import cleaning, erasing, expiry, sweeping
from courses.studies.models import IncomingFile
from portal.jobs.queue import work_through


@shared_task(name="studies.prepare_waiting", ignore_result=True)
def prepare_waiting() -> int:
    return work_through(IncomingFile, cleaning.clean_one)


@shared_task(name="studies.erase_settled", ignore_result=True)
def erase_settled() -> int:
    """What was decided, and what ends because nobody decides."""
    expiry.warn()
    expiry.refuse_overdue()
    erasing.erase_dead_ends()
    return erasing.erase_settled()


@shared_task(name="studies.sweep", ignore_result=True)
def sweep() -> int:
    return sweeping.sweep_quarantine() + sweeping.sweep_store()
