"""TCP: something listens at the port."""

from django.utils.translation import gettext as _

from portal.lib.outgoing import Deadline, dialled, tls_of
from tickets.inventory.probing.question import Question, Reply


def ask(question: Question) -> Reply:
    with dialled(
        question.host,
        question.port,
        networks=question.networks,
        deadline=Deadline(question.seconds),
        tls=tls_of(trusting=True) if question.uses_tls else None,
    ):
        return Reply(answered=True, said=_("The connection opens."))
