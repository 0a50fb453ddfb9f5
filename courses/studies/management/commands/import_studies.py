"""manage.py import_studies PATH… --by EMAIL [--dry-run] [--release]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from courses.dicom.reading import find
from courses.studies import cleaning, intake
from courses.studies.models import IncomingFile
from portal.jobs.queue import work_through
from portal.people.models import User


class Command(BaseCommand):
    help = "Take DICOM files in: each study becomes a batch that waits for a look."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", metavar="PATH", nargs="+", type=Path)
        parser.add_argument("--by", required=True, help="e-mail of who answers for it")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what is there"
        )
        parser.add_argument(
            "--release",
            action="store_true",
            help="clean them now and release what is clean: the person named by --by "
            "vouches for having looked at the images (not possible where they may "
            "carry text)",
        )

    def handle(
        self, *, paths: list[Path], by: str, dry_run: bool, release: bool, **_: Any
    ) -> None:
        missing = [str(path) for path in paths if not path.exists()]
        if missing:
            raise CommandError(f"{', '.join(missing)}: there is no such path.")
        sender = User.objects.active().filter(email__iexact=by).first()
        if sender is None:
            raise CommandError(f"Nobody who works here has the e-mail {by}.")
        if dry_run:
            self._say_what_is_there(paths)
            return
        vouch = intake.Vouch() if release else None
        try:
            receipt = intake.receive(paths, by=sender, vouch=vouch)
        except PermissionDenied as denied:
            raise CommandError(f"{by} is no educator or administrator.") from denied
        if release:
            work_through(IncomingFile, cleaning.clean_one)
        self._say_what_came(receipt)

    def _say_what_came(self, receipt: intake.Receipt) -> None:
        for batch in receipt.batches:
            batch.refresh_from_db()
            files = batch.incoming.count()
            state = batch.get_state_display()
            self.stdout.write(f"{batch.reference}  {files} files  {state}  {batch}")
        for path, reason in receipt.left_out:
            self.stdout.write(f"left out  {path}: {reason}")

    def _say_what_is_there(self, paths: list[Path]) -> None:
        found = find(paths)
        for number, files in enumerate(found.studies.values(), 1):
            self.stdout.write(f"study {number}  {len(files)} files")
        for path, reason in found.left_out:
            self.stdout.write(f"left out  {path}: {reason}")
