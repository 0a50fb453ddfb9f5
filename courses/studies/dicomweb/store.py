"""STOW-RS (PS3.18 10.5): instances come in, and wait for a person's look."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import Message
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja.utils import check_csrf

from courses.dicom.looking import Look, look
from courses.studies import intake, rules, tokens
from courses.studies.dicomweb import accept
from courses.studies.dicomweb.access import problem
from courses.studies.dicomweb.multipart import (
    CHUNK,
    BrokenMultipartError,
    Reader,
    boundary_of,
)
from courses.studies.doors.arriving import Arriving
from courses.studies.doors.network.status import Status, status_of
from courses.studies.models import Delivery, DeliveryLine
from portal.accounts.models import Scope
from portal.accounts.tokens import authenticate
from portal.people.models import User
from portal.web.methods import form_view

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

JSON = "application/dicom+json"
DICOM = "application/dicom"


class NotStoredError(Exception):
    """The request as a whole cannot be served."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


View = Callable[..., "HttpResponseBase"]


def also_stores(read: View) -> View:
    """The same address, when something is posted to it."""

    @csrf_exempt
    @login_not_required
    @form_view
    @wraps(read)
    def opened(request: HttpRequest, **kwargs: Any) -> "HttpResponseBase":
        if request.method == "POST":
            return store(request, **kwargs)
        return read(request, **kwargs)

    return opened


def store(request: HttpRequest, *, study_uid: str = "") -> HttpResponse:
    """Each part is on the disk and in the database before the answer says so."""
    try:
        arrival = Arrival(_sender(request), study_uid)
    except NotStoredError as error:
        return _refusal(error)
    try:
        for chunks in _bodies(request):
            arrival.take(chunks)
        return arrival.answer()
    except (NotStoredError, BrokenMultipartError) as error:
        return _refusal(error)
    finally:
        arrival.end()


def _refusal(error: Exception) -> HttpResponse:
    """What came before a body broke off stays: sent again, it is doubled nowhere."""
    status = error.status if isinstance(error, NotStoredError) else 400
    return problem(status, str(error))


def _sender(request: HttpRequest) -> User:
    """Who may send: a token that may write, or a session with its CSRF token."""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        person = _bearer(text.strip())
    elif request.user.is_authenticated:
        person = request.user
        if check_csrf(request) is not None:
            raise NotStoredError(403, "The CSRF token is missing or wrong.")
    else:
        raise NotStoredError(401, "Show a bearer token that may write.")
    if not rules.can_send(person):
        raise NotStoredError(403, "You may not send studies.")
    return person


def _bearer(text: str) -> User:
    if tokens.check(text) is not None:
        raise NotStoredError(403, "A viewer's token reads one study and no more.")
    token = authenticate(text)
    if token is None:
        raise NotStoredError(401, "Show a bearer token. It may have run out.")
    if Scope.WRITE not in token.scopes:
        raise NotStoredError(403, "This token may only read.")
    return token.person


def _bodies(request: HttpRequest) -> Iterator[Iterable[bytes]]:
    """The chunks of each instance that is posted."""
    if not accept.takes(request.headers.get("Accept", ""), JSON, "application/json"):
        raise NotStoredError(406, f"The answer is given as {JSON}.")
    said = Message()
    said["Content-Type"] = request.headers.get("Content-Type", "")
    kind = said.get_content_type()
    read = _line(request)
    if kind == DICOM:
        yield iter(lambda: read(CHUNK), b"")
    elif kind == "multipart/related":
        if str(said.get_param("type", DICOM)).lower() != DICOM:
            raise NotStoredError(415, f"Parts are taken as {DICOM}.")
        for part in Reader(read, boundary_of(said)):
            if part.kind not in ("", DICOM):
                raise NotStoredError(415, f"Parts are taken as {DICOM}.")
            yield part.chunks
    else:
        raise NotStoredError(415, f"Post multipart/related of {DICOM}, or one alone.")


def _line(request: HttpRequest) -> Callable[[int], bytes]:
    """The body as it comes. Of one in chunks Django knows no length; the server
    says whether it knows the end."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > settings.UPLOAD_MAX_BYTES:
        raise NotStoredError(413, "The request is too large: send fewer instances.")
    if "chunked" not in request.headers.get("Transfer-Encoding", "").lower():
        return request.read
    if not request.META.get("wsgi.input_terminated"):
        raise NotStoredError(411, "Say the length of what you send.")
    read: Callable[[int], bytes] = request.META["wsgi.input"].read
    return read


@dataclass(slots=True)
class Arrival:
    """One request: its delivery, opened by the first instance, and its answer."""

    sender: User
    study_uid: str
    delivery: Delivery | None = None
    number: int = 0
    stored: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)
    nameless: list[dict[str, Any]] = field(default_factory=list)

    def take(self, chunks: Iterable[bytes]) -> None:
        file = Arriving()
        try:
            size = 0
            for chunk in chunks:
                size += file.write(chunk)
                if size > settings.INTAKE_MAX_BYTES:
                    raise NotStoredError(413, "An instance is larger than is taken in.")
            file.flush()
            self.number += 1
            self._note(file)
        finally:
            file.drop()

    def _note(self, file: Arriving) -> None:
        if file.failure is not None:
            self.nameless.append(_reason(Status.OUT_OF_RESOURCES))
            return
        seen = look(file.path)
        line = self._received(file, seen)
        status = status_of(line, seen.sop_uid)
        if line.code == DeliveryLine.Code.MISMATCH:
            status = Status.PROCESSING_FAILURE  # of another study than the address
        named = _named(seen)
        if status == Status.SUCCESS:
            self.stored.append(named)
        elif named:
            self.failed.append({**named, **_reason(status)})
        else:
            self.nameless.append(_reason(status))

    def _received(self, file: Arriving, seen: Look) -> DeliveryLine:
        if self.delivery is None:
            self.delivery = intake.open_delivery(Delivery.Door.WEB, by=self.sender)
        is_other = self.study_uid and seen.study_uid not in ("", self.study_uid)
        if is_other:
            code = DeliveryLine.Code.MISMATCH
            return intake.leave_out(self.delivery, self.number, code)
        return intake.receive_file(
            file.path,
            delivery=self.delivery,
            number=self.number,
            settle=timedelta(seconds=settings.DICOM_SETTLE_SECONDS),
            may_link=True,
        )

    def answer(self) -> JsonResponse:
        """Without a RetrieveURL: nothing can be had before somebody looked."""
        if not self.number:
            raise BrokenMultipartError("No instance was sent.")
        said = {
            "00081198": self.failed,
            "00081199": self.stored,
            "0008119A": self.nameless,
        }
        model = {tag: {"vr": "SQ", "Value": one} for tag, one in said.items() if one}
        failures = self.failed or self.nameless
        status = 200 if not failures else 202 if self.stored else 409
        return JsonResponse(model, status=status, content_type=JSON)

    def end(self) -> None:
        """Its batches wait on for what another request may bring."""
        if self.delivery is not None:
            intake.close_delivery(self.delivery, at_once=False)


def _named(seen: Look) -> dict[str, Any]:
    """By the sender's own UIDs: they know no others."""
    if not seen.sop_uid:
        return {}
    return {
        "00081150": {"vr": "UI", "Value": [seen.sop_class_uid]},
        "00081155": {"vr": "UI", "Value": [seen.sop_uid]},
    }


def _reason(status: Status) -> dict[str, Any]:
    return {"00081197": {"vr": "US", "Value": [int(status)]}}
