"""What a worker does, a sender's command, and a reviewer's click."""

from io import BytesIO
from pathlib import Path

from courses.studies import intake, tasks
from courses.studies.doors import pieces, uploads
from courses.studies.models import Batch, Delivery
from portal.people.models import User

ROUNDS = 3
PIECE = 700


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


def upload(folder: str, key: str) -> None:
    """As a browser has it: each file in pieces, from where it stopped."""
    delivery = Delivery.objects.get(key=key)
    for path in sorted(Path(folder).iterdir()):
        _upload(delivery, path.name.ljust(16, "x"), path.read_bytes())
    uploads.finish(delivery, by=delivery.sent_by)


def _upload(delivery: Delivery, token: str, data: bytes) -> None:
    one = uploads.begin(delivery, by=delivery.sent_by, token=token, size=len(data))
    if one.finished_at is not None:
        return
    while one.offset < len(data):
        piece = data[one.offset : one.offset + PIECE]
        pieces.write(one, offset=one.offset, body=BytesIO(piece), length=len(piece))
    uploads.take_in_now(one)


def unpack() -> None:
    for _ in range(ROUNDS):
        tasks.unpack_uploads()
