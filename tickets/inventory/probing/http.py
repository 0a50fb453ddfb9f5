"""HTTP: a page comes back that is not an error."""

from django.utils.translation import gettext as _

from portal.lib.outgoing import Answer, Request, tls_of
from portal.lib.outgoing import ask as ask_web
from tickets.inventory.probing.question import Question, Reply

HOPS, LOOKED_AT = 3, 64 << 10


def ask(question: Question) -> Reply:
    answer = fetched(question, question.path or "/", accept="*/*")
    said = _("Answers with %(status)s.") % {"status": answer.status}
    return Reply(answered=answer.status < 400, said=said)


def fetched(question: Question, path: str, *, accept: str) -> Answer:
    """What comes back is looked at and forgotten: it may name a patient."""
    scheme = "https" if question.uses_tls else "http"
    host = f"[{question.host}]" if ":" in question.host else question.host
    request = Request(
        f"{scheme}://{host}:{question.port}/{path.lstrip('/')}",
        headers={"Accept": accept},
        seconds=question.seconds,
        most_bytes=LOOKED_AT,
        hops=HOPS,
        tls=tls_of(trusting=True),
    )
    return ask_web(request, networks=question.networks)
