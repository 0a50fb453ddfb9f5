"""Work for the background."""

from celery import shared_task

from portal.audit import chain


@shared_task(name="audit.seal", ignore_result=True)
def seal() -> int:
    return chain.seal()
