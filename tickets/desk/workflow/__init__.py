"""What happens to a ticket: one function each, and nowhere else."""

from tickets.desk.rules import REOPEN_WITHIN
from tickets.desk.workflow.hands import assign, take
from tickets.desk.workflow.holding import hold, resume
from tickets.desk.workflow.monitoring import claim
from tickets.desk.workflow.moves import MOVES
from tickets.desk.workflow.reporting import SentBefore, report
from tickets.desk.workflow.settle import close, reopen, resolve
from tickets.desk.workflow.talk import link, note, reply
from tickets.desk.workflow.watching import close_old, end_holds, ring

__all__ = [
    "MOVES",
    "REOPEN_WITHIN",
    "SentBefore",
    "assign",
    "claim",
    "close",
    "close_old",
    "end_holds",
    "hold",
    "link",
    "note",
    "reopen",
    "reply",
    "report",
    "resolve",
    "resume",
    "ring",
    "take",
]
