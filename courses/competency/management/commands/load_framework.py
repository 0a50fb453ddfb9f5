from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.competency import framework
from portal.lib.refusal import Refused
from portal.people.models import User


class Command(BaseCommand):
    help = "Load a competency framework; a changed file becomes its next version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=framework.STARTER)
        parser.add_argument("--by", help="e-mail of the person held to account")
        parser.add_argument(
            "--from",
            dest="effective_from",
            type=date.fromisoformat,
            help="day from which its demands hold (default: today)",
        )

    def handle(
        self,
        *,
        file: Path,
        by: str | None,
        effective_from: date | None,
        **_options: Any,
    ) -> None:
        signer = User.objects.filter(email__iexact=by).first() if by else None
        if by and signer is None:
            raise CommandError(f"Nobody here has the e-mail {by}.")
        try:
            loaded = framework.load(
                framework.read(file), by=signer, effective_from=effective_from
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        word = "published" if loaded.is_new else "unchanged"
        self.stdout.write(f"{loaded.version}, number {loaded.version.number}: {word}")
