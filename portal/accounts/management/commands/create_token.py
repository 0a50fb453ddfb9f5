"""manage.py create_token EMAIL [--scope read|write] [--days N]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts import tokens
from portal.accounts.models import Scope
from portal.people.models import User


class Command(BaseCommand):
    help = "Make a bearer token for a person and print it alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.WRITE)
        parser.add_argument("--days", type=int, default=365)

    def handle(self, *, email: str, scope: str, days: int, **_: Any) -> None:
        person = User.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody active has the e-mail {email}.")
        _token, text = tokens.issue(
            person, name="create_token", scope=Scope(scope), days=days
        )
        self.stdout.write(text)
