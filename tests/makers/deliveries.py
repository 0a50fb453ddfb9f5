"""Files on their way in, as each door brings them."""

import base64
import zipfile
from pathlib import Path
from typing import Any

from django.test import Client

from courses.studies import intake
from courses.studies.models import Delivery
from portal.people.models import User
from tests.makers.people import make_educator

PIECE = "application/offset+octet-stream"


def make_delivery(by: User | None = None, **over: Any) -> Delivery:
    """Somebody has begun to send."""
    over.setdefault("door", Delivery.Door.BROWSER)
    return intake.open_delivery(over.pop("door"), by=by or make_educator(), **over)


def make_zip(path: Path, members: dict[str, bytes], **options: Any) -> Path:
    options.setdefault("compression", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def codes(delivery: Delivery) -> dict[str, str]:
    """What came of each file, by its number."""
    lines = delivery.lines.order_by("number", "member")
    return {line.label: line.code for line in lines}


class TusClient:
    """A browser that speaks tus, and the errors it can make."""

    def __init__(self, sender: User) -> None:
        self.client = Client()
        self.client.force_login(sender)

    def create(
        self,
        delivery: Delivery,
        token: str,
        size: int,
        body: bytes = b"",
        *,
        number: str = "",
        **headers: Any,
    ) -> Any:
        said = {"delivery": delivery.key, "token": token.ljust(16, "x")}
        said |= {"number": number} if number else {}
        pairs = ",".join(
            f"{name} {base64.b64encode(value.encode()).decode()}"
            for name, value in said.items()
        )
        return self.client.post(
            "/studies/intake/uploads/",
            body,
            content_type=PIECE if body else "text/plain",
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(size),
                "Upload-Metadata": pairs,
                **headers,
            },
        )

    def patch(self, url: str, offset: int, body: bytes, **headers: Any) -> Any:
        return self.client.patch(
            url,
            body,
            content_type=PIECE,
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Offset": str(offset),
                **headers,
            },
        )

    def head(self, url: str) -> Any:
        return self.client.head(url, headers={"Tus-Resumable": "1.0.0"})

    def delete(self, url: str) -> Any:
        return self.client.delete(url, headers={"Tus-Resumable": "1.0.0"})
