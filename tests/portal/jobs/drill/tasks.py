"""What the worker runs in the drill."""

from time import sleep

from celery import shared_task

from portal.jobs.queue import work_through
from tests.portal.jobs.drill.models import Effect, Errand


@shared_task(name="drill.run", ignore_result=True)
def run() -> int:
    return work_through(Errand, leave_a_mark)


def leave_a_mark(errand: Errand) -> None:
    Effect.objects.create(errand=errand)
    sleep(0.01)  # so that the worker is killed in the middle of one
