"""manage.py create_admin EMAIL NAME"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Invitation
from portal.audit import ledger
from portal.people.models import Role, User
from portal.wake import soon


class Command(BaseCommand):
    help = "Make the first administrator of a new site and send the invitation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *, email: str, name: str, **_: Any) -> None:
        person: User = User.objects.create_user(
            email=email, name=name, roles=[Role.ADMINISTRATOR]
        )
        Invitation.objects.create(
            person=person, invited_by=person, due_at=timezone.now()
        )
        ledger.record(None, "person.hired", person, roles=person.roles)
        soon("accounts.send_invitations")
        self.stdout.write(f"{person.email} is invited.")
