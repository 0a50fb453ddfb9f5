"""The one way out: requests to addresses that people may type into a form.

Only networks that the installation lists are reached. A name is resolved once, each
address that it leads to is looked at, and the connection is made to that very address:
whoever owns the name cannot change his mind in between. Proxies that the environment
names are not asked."""

from portal.lib.outgoing.lines import Deadline, dialled, tls_of
from portal.lib.outgoing.names import Place, places_of
from portal.lib.outgoing.networks import Networks
from portal.lib.outgoing.trouble import Trouble, Unreachable
from portal.lib.outgoing.web import Answer, Request, ask

__all__ = [
    "Answer",
    "Deadline",
    "Networks",
    "Place",
    "Request",
    "Trouble",
    "Unreachable",
    "ask",
    "dialled",
    "places_of",
    "tls_of",
]
