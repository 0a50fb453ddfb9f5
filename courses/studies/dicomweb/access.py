"""Who asks, and what of the archive is theirs to see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from time import time
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from courses.studies import tokens
from courses.studies.dicomweb import rows
from courses.studies.dicomweb.query import BadQueryError, Condition
from courses.studies.models import Instance, Study
from courses.studies.models.study import StudyQuerySet
from portal.accounts.models import ApiToken
from portal.accounts.tokens import authenticate
from portal.audit import ledger
from portal.people.models import User

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

P = ParamSpec("P")
AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Reader:
    """Either a viewer with a token for one study, or a person with a program."""

    ticket: tokens.Pass | None = None
    person: User | None = None
    hidden: tuple[str, ...] = field(default=())

    def studies(self) -> StudyQuerySet:
        if self.ticket is not None:
            return Study.objects.released().filter(pk=self.ticket.study)
        assert self.person is not None  # noqa: S101 - one of the two is there
        return Study.objects.visible_to(self.person)

    def find(self, asked: Sequence[Condition], page: slice) -> list[rows.StudyRow]:
        return rows.find(self._visible(), asked, page)

    def _visible(self) -> rows.Sql:
        who = self.ticket or self.person
        return _visible(who, int(time()) // tokens.ASK_AGAIN)

    def may_read(self, study_uid: str) -> bool:
        """Without a query for a viewer; a program's reading is audited hourly."""
        if self.ticket is not None:
            return self.ticket.study_uid == study_uid
        pk = rows.key_of(self._visible(), study_uid)
        if pk is not None and self.person is not None:
            _note(self.person, pk, int(time()) // AN_HOUR)
        return pk is not None


@lru_cache(maxsize=1024)
def _visible(who: "tokens.Pass | User | None", _moment: int) -> rows.Sql:
    """What `studies()` is in SQL: compiled once for each reader, not for each
    question."""
    reader = Reader(ticket=who) if isinstance(who, tokens.Pass) else Reader(person=who)
    return reader.studies().order_by().query.sql_with_params()


@lru_cache(maxsize=4096)
def _note(person: User, study: int, hour: int) -> None:
    """Once for each person, study and hour, whichever process is asked."""
    if cache.add(f"dicomweb:{person.pk}:{study}:{hour}", 1, AN_HOUR):
        ledger.record(person, "study.read", Study.objects.get(pk=study))


def reader_of(request: HttpRequest) -> Reader | None:
    """From `Authorization: Bearer`, else from the session."""
    kind, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() == "bearer":
        ticket = tokens.check(text.strip())
        if ticket is not None:
            return Reader(ticket=ticket, hidden=ticket.hidden)
        person = _person_of(text.strip())
        return Reader(person=person) if person else None
    if request.user.is_authenticated:
        return Reader(person=request.user)
    return None


def _person_of(text: str) -> User | None:
    """Whose token it is. Whether it still counts is asked every time, in few words;
    all of it, only now and then."""
    moment, known = int(time()) // tokens.ASK_AGAIN, _known.get(text)
    if known and known[0] == moment and rows.counts(known[1]):
        return known[1].person
    token = authenticate(text)
    if token is None:
        _known.pop(text, None)
        return None
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    _known[text] = (moment, token)
    return token.person


_known: dict[str, tuple[int, ApiToken]] = {}
_MOST_KNOWN = 1024


def problem(status: int, detail: str) -> JsonResponse:
    answer = JsonResponse({"detail": detail}, status=status)
    answer["Cache-Control"] = "no-store"
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@lru_cache(maxsize=64)
def _uids_of(study_uid: str, series_uid: str, _moment: int) -> frozenset[str]:
    held = Instance.objects.filter(series__uid=series_uid, series__study__uid=study_uid)
    return frozenset(held.values_list("uid", flat=True))


def _holds(study_uid: str, series_uid: str, sop_uid: str) -> bool:
    """Whether the address is true. Remembered for a while, as frames are asked for
    by the hundred; what is not remembered may be newer than the memory."""
    moment = int(time()) // tokens.ASK_AGAIN
    if sop_uid in _uids_of(study_uid, series_uid, moment):
        return True
    held = Instance.objects.filter(series__uid=series_uid, series__study__uid=study_uid)
    return held.filter(uid=sop_uid).exists()


View = Callable[Concatenate[HttpRequest, Reader, P], "HttpResponseBase"]


def reads(view: View[P]) -> Callable[..., "HttpResponseBase"]:
    """A resource of DICOMweb: asks for a bearer token, not for a login page."""

    @wraps(view)
    def opened(
        request: HttpRequest, *args: P.args, **kwargs: P.kwargs
    ) -> "HttpResponseBase":
        reader = reader_of(request)
        if reader is None:
            return problem(401, "Show a bearer token. It may have run out.")
        uid = kwargs.get("study_uid")
        if isinstance(uid, str) and not reader.may_read(uid):
            return problem(404, "No such study.")
        named = [kwargs.get(name) for name in ("study_uid", "series_uid", "sop_uid")]
        if named[2] and not _holds(*map(str, named)):
            return problem(404, "No such series or instance.")
        try:
            return view(request, reader, *args, **kwargs)
        except BadQueryError as wrong:
            return problem(400, str(wrong))

    # Nothing is changed here, so that what is no GET is told so, not asked for a form.
    return login_not_required(csrf_exempt(require_safe(opened)))
