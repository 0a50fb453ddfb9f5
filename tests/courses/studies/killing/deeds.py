"""What a worker does, a sender's command, and a reviewer's click."""

from pathlib import Path

from courses.studies import intake, tasks
from courses.studies.models import Batch
from portal.people.models import User

ROUNDS = 3


def work() -> None:
    """As the schedule has it: one sweep after the other."""
    for _ in range(ROUNDS):
        tasks.prepare_waiting()
        tasks.read_text()
        tasks.erase_settled()


def receive(folder: str, email: str) -> None:
    intake.receive([Path(folder)], by=User.objects.get(email=email))


def release(batch: int, email: str) -> None:
    intake.release(
        Batch.objects.get(pk=batch),
        by=User.objects.get(email=email),
        words=intake.Words(title="A case"),
        looked=True,
        pixels_clear=True,
    )
