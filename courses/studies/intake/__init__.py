"""Take studies in: received, cleaned, looked at by a named person, released."""

from courses.studies.intake.arrival import (
    code_of,
    leave_out,
    open_delivery,
    receive_file,
)
from courses.studies.intake.closing import batches_of, close_delivery, receive
from courses.studies.intake.decision import (
    batch_has_suspects,
    outcome_counts,
    refuse,
    release,
    release_if_vouched,
    tell_reviewers,
    why_not,
)
from courses.studies.intake.vouching import vouch_for
from courses.studies.intake.withdrawal import withdraw
from courses.studies.intake.words import Receipt, Vouch, Words

__all__ = [
    "Receipt",
    "Vouch",
    "Words",
    "batch_has_suspects",
    "batches_of",
    "close_delivery",
    "code_of",
    "leave_out",
    "open_delivery",
    "outcome_counts",
    "receive",
    "receive_file",
    "refuse",
    "release",
    "release_if_vouched",
    "tell_reviewers",
    "vouch_for",
    "why_not",
    "withdraw",
]
