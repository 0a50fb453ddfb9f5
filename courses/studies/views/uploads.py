"""tus 1.0 (tus.io/protocols/resumable-upload): creation, creation-with-upload,
termination, checksum. Signed in, and with the page's CSRF token like any other form."""

import base64
import binascii
from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from courses.studies import rules
from courses.studies.doors import pieces
from courses.studies.doors import uploads as verbs
from courses.studies.doors.pieces import TusError
from courses.studies.models import Delivery, Upload
from portal.people.models import StaffRequest

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum"
PIECE = "application/offset+octet-stream"
TEXT = "text/plain; charset=utf-8"
READ_AWAY = 16 << 20
View = Callable[..., HttpResponse]


def _tus(view: View) -> View:
    """Every answer names the protocol; one of another version is not understood."""

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            if request.method != "OPTIONS":
                _ask_version(request)
            answer = view(request, *args, **kwargs)
        except TusError as said:
            answer = HttpResponse(str(said), status=said.status, content_type=TEXT)
        _read_away(request)
        answer["Tus-Resumable"] = VERSION
        if answer.status_code == 412:
            answer["Tus-Version"] = VERSION
        answer["Cache-Control"] = "no-store"
        return answer

    return inner


def _read_away(request: HttpRequest) -> None:
    """An answer before all of a small body was read looks like a broken line."""
    left = READ_AWAY
    with suppress(OSError):
        while left > 0 and (piece := request.read(min(left, 1 << 18))):
            left -= len(piece)


def _ask_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise TusError(412, f"This is tus {VERSION}.")


@require_http_methods(["OPTIONS", "POST"])
@_tus
def uploads(request: StaffRequest) -> HttpResponse:
    """A place for a new file, and its first bytes or all of them."""
    if request.method == "OPTIONS":
        return _capabilities()
    _ask_leave(request)
    said = _metadata(request)
    mine = Delivery.objects.filter(sent_by=request.user)
    delivery = get_object_or_404(mine, key=said.get("delivery", ""))
    token = said.get("token", "")
    if not 16 <= len(token) <= 64:
        raise TusError(400, "Upload-Metadata names the file by a token of its own.")
    size = _number(request, "Upload-Length")
    upload = verbs.begin(
        delivery,
        by=request.user,
        token=token,
        size=size,
        number=_place(said.get("number", "")),
    )
    if upload.finished_at is None and (size == 0 or _brings_bytes(request, upload)):
        _write(request, upload)
    answer = _state_of(upload, 201)
    answer["Location"] = reverse("studies:upload", args=[upload.key])
    return answer


def _ask_leave(request: StaffRequest) -> None:
    if not rules.can_send(request.user):
        raise PermissionDenied


def _brings_bytes(request: HttpRequest, upload: Upload) -> bool:
    """Asked for again, the first bytes may be here already."""
    return request.content_type == PIECE and upload.offset == 0


@require_http_methods(["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"])
@_tus
def upload(request: StaffRequest, key: str) -> HttpResponse:
    """How much is here; the next piece; or never mind."""
    if request.method == "OPTIONS":
        return _capabilities()
    _ask_leave(request)
    mine = Upload.objects.sent_by(request.user).select_related("delivery")
    found = get_object_or_404(mine, key=key)
    if request.method in {"GET", "HEAD"}:
        answer = _state_of(found, 200)
        answer["Upload-Length"] = str(found.size)
        return answer
    if request.method == "DELETE":
        verbs.end(found)
        return HttpResponse(status=204)
    if request.content_type != PIECE:
        return HttpResponse(f"A piece is {PIECE}.", status=415, content_type=TEXT)
    _write(request, found)
    return _state_of(found, 204)


def _write(request: HttpRequest, upload: Upload) -> None:
    is_first = request.method == "POST"
    pieces.write(
        upload,
        offset=0 if is_first else _number(request, "Upload-Offset"),
        body=request,
        length=int(request.headers.get("Content-Length") or 0),
        checksum=request.headers.get("Upload-Checksum", ""),
    )
    if upload.finished_at is not None:
        verbs.take_in_now(upload)


def _capabilities() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Tus-Version"] = VERSION
    answer["Tus-Extension"] = EXTENSIONS
    answer["Tus-Checksum-Algorithm"] = ",".join(pieces.DIGESTS)
    answer["Tus-Max-Size"] = str(verbs.largest())
    return answer


def _state_of(upload: Upload, status: int) -> HttpResponse:
    """`Upload-Number` is ours: by it the page tells its file from the others."""
    answer = HttpResponse(status=status)
    answer["Upload-Offset"] = str(upload.offset)
    answer["Upload-Number"] = str(upload.number)
    return answer


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise TusError(400, f"{header} is a whole number.")
    return int(value)


def _place(number: str) -> int | None:
    """The file's own in its sender's list, where the sender says one."""
    known = number.isascii() and number.isdigit() and len(number) <= 7
    return int(number) or None if known else None


def _metadata(request: HttpRequest) -> dict[str, str]:
    """`Upload-Metadata: key base64,key base64`. Of a file name nothing is read."""
    said: dict[str, str] = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _space, value = pair.strip().partition(" ")
        if name not in {"delivery", "token", "number"}:
            continue
        try:
            said[name] = base64.b64decode(value, validate=True).decode("ascii")
        except (binascii.Error, UnicodeDecodeError) as wrong:
            raise TusError(400, "Upload-Metadata is no base64.") from wrong
    return said
