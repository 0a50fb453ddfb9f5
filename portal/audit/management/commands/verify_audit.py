"""manage.py verify_audit [--head DIGEST]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.audit import chain
from portal.audit.models import AuditSeal


class Command(BaseCommand):
    help = "Follow the audit chain and say whether a row was changed or removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            default="",
            help="a head that an earlier check printed; it must still be in the chain",
        )

    def handle(self, *, head: str, **_: Any) -> None:
        verdict = chain.verify()
        faults = list(verdict.faults)
        if head and not _is_kept(head):
            faults.append(f"The head {head} is not in the chain: its end was cut.")
        for fault in faults:
            self.stderr.write(fault)
        self.stdout.write(
            f"{verdict.sealed} events sealed, {verdict.unsealed} not sealed yet, "
            f"head {verdict.head or 'none'}"
        )
        if faults:
            raise CommandError("The ledger was changed.")


def _is_kept(head: str) -> bool:
    try:
        return AuditSeal.objects.filter(digest=bytes.fromhex(head)).exists()
    except ValueError as wrong:
        raise CommandError(f"{head} is no digest.") from wrong
