"""Until when the certificate of a TLS port holds, whoever vouches for it."""

from datetime import datetime, timedelta
from ssl import SSLSocket

from cryptography import x509
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.lib.outgoing import Deadline, Trouble, Unreachable, dialled, tls_of
from portal.web import words
from tickets.inventory.probing.question import Question, Reply


def ask(question: Question) -> Reply:
    ends_at = timezone.localtime(_shown(question).not_valid_after_utc)
    left = ends_at - timezone.now()
    holds = left.total_seconds() > 0
    return Reply(holds, _said(ends_at, left), certificate_ends_on=ends_at.date())


def _said(ends_at: datetime, left: timedelta) -> str:
    said = {"day": words.full(ends_at), "n": left.days}
    if left.total_seconds() <= 0:
        return _("The certificate ended on %(day)s.") % said
    until = ngettext(
        "%(n)s day left, until %(day)s.",
        "%(n)s days left, until %(day)s.",
        left.days,
    )
    return until % said


def _shown(question: Question) -> x509.Certificate:
    with dialled(
        question.host,
        question.port,
        networks=question.networks,
        deadline=Deadline(question.seconds),
        tls=tls_of(trusting=True),
    ) as line:
        shown = b""
        if isinstance(line, SSLSocket):
            shown = line.getpeercert(binary_form=True) or b""
    try:
        return x509.load_der_x509_certificate(shown)
    except ValueError as error:
        raise Unreachable(Trouble.TLS) from error
