"""What is asked of whom, and what comes back; no row is held meanwhile."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lib.outgoing import Networks, Trouble, Unreachable

TROUBLES: Final[dict[Trouble, Promise]] = {
    Trouble.NAME: gettext_lazy("The name leads to no address."),
    Trouble.ADDRESS: gettext_lazy("This is no address that can be asked."),
    Trouble.REFUSED: gettext_lazy("Nothing listens at this port."),
    Trouble.SLOW: gettext_lazy("No answer in time."),
    Trouble.LOST: gettext_lazy("No way there, or the connection broke."),
    Trouble.TLS: gettext_lazy("No agreement on TLS."),
    Trouble.TALK: gettext_lazy("What answers speaks another language."),
}


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    host: str
    port: int
    path: str
    uses_tls: bool
    called_ae: str
    calling_ae: str
    seconds: int
    networks: Networks


@dataclass(frozen=True, slots=True)
class Reply:
    """`answered` is None where nobody was asked: that says nothing of the device."""

    answered: bool | None
    said: str
    milliseconds: int | None = None
    certificate_ends_on: date | None = None


def reply_to(trouble: Unreachable) -> Reply:
    if trouble.trouble != Trouble.OUTSIDE:
        return Reply(answered=False, said=str(TROUBLES[trouble.trouble]))
    if not trouble.about:
        return Reply(None, _("Not asked: no network is allowed yet."))
    said = _("Not asked: %(address)s lies outside the allowed networks.")
    return Reply(None, said % {"address": trouble.about})
