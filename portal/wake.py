"""Wake a worker, once what the caller wrote is safe in the database."""

from functools import partial

from django.db import transaction

from portal.celery import app


def soon(task: str) -> None:
    """A lost call costs a minute, never the work: the schedule runs the same
    task, and the task finds its rows by their state."""
    transaction.on_commit(partial(_send, task), robust=True)


def _send(task: str) -> None:
    """One try only: a broker that is away must not hold the page."""
    app.send_task(task, retry=False, ignore_result=True)
