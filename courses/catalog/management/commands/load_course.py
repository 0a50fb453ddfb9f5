"""Take a course in from its folder of Markdown and YAML."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.catalog.content import read_course
from courses.catalog.loading import load_course
from courses.catalog.yaml_spec import Flawed
from portal.people.models import User


class Command(BaseCommand):
    help = "Take a course in, or a new version of it: FOLDER holds course.yaml."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="+")
        parser.add_argument("--by", help="e-mail of who keeps the course")
        parser.add_argument("--dry-run", action="store_true", help="only check")

    def handle(
        self, *, folder: list[Path], by: str | None, dry_run: bool, **_: Any
    ) -> None:
        keeper = self._person(by) if by else None
        for one in folder:
            try:
                if dry_run:
                    title = read_course(one).title
                else:
                    title = load_course(one, by=keeper).title
            except Flawed as flaw:
                raise CommandError(f"{one.name}/{flaw}") from flaw
            said = "is in order" if dry_run else "is in the catalogue"
            self.stdout.write(f"“{title}” {said}")

    def _person(self, email: str) -> User:
        try:
            found: User = User.objects.active().get(email__iexact=email)
        except User.DoesNotExist as missing:
            raise CommandError(f"Nobody has the e-mail {email!r}.") from missing
        return found
