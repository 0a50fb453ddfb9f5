"""Ask one question: no database, no transaction, only the wire."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Final

from django.conf import settings

from portal.lib.outgoing import Unreachable
from tickets.inventory.models import Probe, ProbeKind
from tickets.inventory.probing import certificate, dicomweb, echo, http, mllp, tcp
from tickets.inventory.probing.question import Question, Reply, reply_to

KINDS: Final[Mapping[str, Callable[[Question], Reply]]] = {
    ProbeKind.ECHO: echo.ask,
    ProbeKind.TCP: tcp.ask,
    ProbeKind.HTTP: http.ask,
    ProbeKind.DICOMWEB: dicomweb.ask,
    ProbeKind.MLLP: mllp.ask,
    ProbeKind.CERTIFICATE: certificate.ask,
}


def question_of(probe: Probe) -> Question:
    return Question(
        kind=probe.kind,
        host=probe.host,
        port=probe.port,
        path=probe.path,
        uses_tls=probe.uses_tls,
        called_ae=probe.called_ae,
        calling_ae=probe.calling_ae or settings.DICOM_AE_TITLE,
        seconds=probe.timeout_seconds,
        networks=settings.OUTGOING_NETWORKS,
    )


def ask(question: Question) -> Reply:
    began = monotonic()
    try:
        reply = KINDS[question.kind](question)
    except Unreachable as trouble:
        return reply_to(trouble)
    if not reply.answered:
        return reply
    return replace(reply, milliseconds=round((monotonic() - began) * 1000))
