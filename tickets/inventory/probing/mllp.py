"""HL7 over MLLP: the port takes the connection and keeps it. No message is sent: what
an interface engine is given, it would hand on."""

from typing import Final

from django.utils.translation import gettext as _

from portal.lib.outgoing import Deadline, dialled, tls_of
from tickets.inventory.probing.question import Question, Reply

# A channel that is stopped often takes the call and hangs up at once.
STAYS: Final = 0.4


def ask(question: Question) -> Reply:
    with dialled(
        question.host,
        question.port,
        networks=question.networks,
        deadline=Deadline(question.seconds),
        tls=tls_of(trusting=True) if question.uses_tls else None,
    ) as line:
        line.settimeout(STAYS)
        try:
            hung_up = line.recv(1) == b""
        except TimeoutError:
            hung_up = False
    if hung_up:
        said = _("The connection opens and is closed at once: is the channel stopped?")
        return Reply(answered=False, said=said)
    return Reply(answered=True, said=_("The connection opens and stays open."))
