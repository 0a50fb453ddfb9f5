"""Background work: each task finds its rows and calls one function."""

from celery import shared_task

from courses.studies.cases import starter
from courses.studies.doors import uploads
from courses.studies.keeping import erasing, expiry, sweeping
from courses.studies.models import CaseFile, IncomingFile, Reading, Upload
from courses.studies.review import texts
from courses.studies.work import cleaning
from portal.jobs.alone import alone
from portal.jobs.queue import work_through

A_WHILE = 10  # seconds; then others have their turn


@shared_task(name="studies.prepare_waiting", ignore_result=True)
def prepare_waiting() -> int:
    return work_through(IncomingFile, cleaning.clean_one)


@shared_task(name="studies.unpack_uploads", ignore_result=True)
def unpack_uploads() -> int:
    """What came from browsers and was not taken in at once; and what nobody went
    on with."""
    uploads.forget_abandoned()
    return work_through(Upload, uploads.take_in)


@shared_task(name="studies.erase_settled", ignore_result=True)
def erase_settled() -> int:
    """What was decided, and what ends because nobody decides."""
    expiry.warn()
    expiry.refuse_overdue()
    erasing.erase_dead_ends()
    return erasing.erase_settled()


@shared_task(name="studies.load_cases", ignore_result=True)
def load_cases() -> int:
    """The starter library, one case after the other; drawing leaves a worker free."""
    with alone("drawing") as is_mine:
        if not is_mine:
            return 0
        return work_through(CaseFile, starter.load, seconds=A_WHILE)


@shared_task(name="studies.sweep", ignore_result=True)
def sweep() -> int:
    return sweeping.sweep_quarantine() + sweeping.sweep_store()


@shared_task(name="studies.read_text", ignore_result=True)
def read_text() -> int:
    """Where the machine has gone, what waited for it is left to reviewers' eyes."""
    if not texts.is_on():
        return texts.leave_to_eyes()
    with texts.one_at_a_time() as mine:
        return work_through(Reading, texts.read_one) if mine else 0
