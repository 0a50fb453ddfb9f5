"""Probes: asked on time, their answers kept and told.

Three steps that never meet in one transaction: a round claims what is due
(`rounds`), asks without holding anything (`asking` and one module a kind), and writes
each answer down (`answers`). A worker that dies between them loses one asking."""

from tickets.inventory.probing.answers import rest, write
from tickets.inventory.probing.asking import ask, question_of
from tickets.inventory.probing.question import Question, Reply
from tickets.inventory.probing.rounds import CLAIMING, in_rounds, is_quiet
from tickets.inventory.probing.sweeping import KEPT, sweep

__all__ = [
    "CLAIMING",
    "KEPT",
    "Question",
    "Reply",
    "ask",
    "in_rounds",
    "is_quiet",
    "question_of",
    "rest",
    "sweep",
    "write",
]
