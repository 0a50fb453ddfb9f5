"""manage.py regrade EXERCISE: grade anew, by the newest key, what was handed in."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from courses.assessment import regrading
from courses.assessment.models import Exercise
from courses.assessment.regrading import Change
from courses.catalog.models import Activity
from portal.lib.refusal import Refused
from portal.people.models import User


class Command(BaseCommand):
    help = "Say whose outcome the newest key changes; with --by EMAIL, change it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "exercise", help="its number in the address of its page, or its slug"
        )
        parser.add_argument("--by", help="the educator who answers for it")

    def handle(self, *, exercise: str, by: str | None, **_: Any) -> None:
        activity = _activity(exercise)
        try:
            found = _regraded(activity, by) if by else regrading.proposed(activity)
        except (PermissionDenied, Refused) as refused:
            said = str(refused) or f"{by} may not grade anew."
            raise CommandError(said) from refused
        for change in found:
            self.stdout.write(_line(change))
        done = "have a new grade" if by else "would change; --by EMAIL does it"
        self.stdout.write(f"{len(found)} attempts {done}.")


def _activity(named: str) -> Activity:
    exercises = Exercise.objects.select_related("activity__module__course")
    wanted = {"activity": named} if named.isdecimal() else {"activity__slug": named}
    found = list(exercises.filter(**wanted)[:2])
    if len(found) != 1:
        raise CommandError(f"{named} names {len(found) or 'no'} exercise(s), not one.")
    return found[0].activity


def _regraded(activity: Activity, email: str) -> list[Change]:
    person = User.objects.active().filter(email=email).first()
    if person is None:
        raise CommandError(f"Nobody active has the address {email}.")
    return regrading.regrade(activity, by=person)


def _line(change: Change) -> str:
    was, now = change.was, change.now
    words = {True: "passed", False: "not passed"}
    return (
        f"{change.attempt.person.email}, attempt {change.attempt.number}: "
        f"{was.percent} % {words[was.passed]} -> {now.percent} % {words[now.passed]}"
    )
