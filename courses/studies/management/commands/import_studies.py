"""manage.py import_studies PATH… --by EMAIL [--release] [--profile NAME] [--dry-run]"""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from courses.dicom.looking import look
from courses.studies import intake, profiles
from courses.studies.doors import importing
from courses.studies.models import Batch, Delivery, DeliveryLine, IncomingFile
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from portal.people.models import User

Code = DeliveryLine.Code
# What lies about among images, or is where it should be already.
HARMLESS = {*DeliveryLine.ARRIVED, Code.DICOMDIR, Code.NOT_DICOM, Code.EMPTY}
HARMLESS |= {Code.LIBRARY}
LEFT_OUT = 3


class Command(BaseCommand):
    help = (
        "Take DICOM files in: each study becomes a batch that waits for a look. "
        "Folders, zips and DICOMDIR folders; stopped and run again, it goes on and "
        "doubles nothing. Exit code 3: an image was left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", metavar="PATH", nargs="+", type=Path)
        parser.add_argument("--by", required=True, help="e-mail of who answers for it")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what is there"
        )
        parser.add_argument(
            "--profile", default="teaching", help="de-identification profile by name"
        )
        parser.add_argument(
            "--release",
            action="store_true",
            help="clean them now and release what is clean: the person named by --by "
            "vouches for having looked at the images (not possible where they may "
            "carry text)",
        )
        parser.add_argument(
            "--again",
            action="store_true",
            help="take in what was refused before",
        )

    def handle(
        self,
        *,
        paths: list[Path],
        by: str,
        profile: str,
        dry_run: bool,
        release: bool,
        again: bool,
        **_: Any,
    ) -> None:
        missing = [str(path) for path in paths if not path.exists()]
        if missing:
            raise CommandError(f"{', '.join(missing)}: there is no such path.")
        sender = User.objects.active().filter(email__iexact=by).first()
        if sender is None:
            raise CommandError(f"Nobody who works here has the e-mail {by}.")
        names = [name for name, _title in profiles.choices()]
        if profile not in names:
            raise CommandError(f"There is no such profile. Choose {', '.join(names)}.")
        if dry_run:
            self._say_what_is_there(paths)
            return
        try:
            delivery = intake.open_delivery(
                Delivery.Door.COMMAND, by=sender, profile=profile, takes_refused=again
            )
        except PermissionDenied as denied:
            raise CommandError(f"{by} is no educator or administrator.") from denied
        self._take_in(paths, delivery, release=release)

    def _take_in(self, paths: list[Path], delivery: Delivery, *, release: bool) -> None:
        came: Counter[str] = Counter()
        try:
            for name, line in importing.take_in(paths, delivery=delivery):
                came[line.code] += 1
                if not line.has_arrived:
                    self.stdout.write(f"left out  {name}: {line.reason}")
            if release:
                batches = intake.batches_of(delivery)
                intake.vouch_for(batches, by=delivery.sent_by, vouch=intake.Vouch())
        finally:  # stopped half-way: what came is worked on all the same
            intake.close_delivery(delivery)
        if release:
            work_through(IncomingFile, cleaning.clean_one)
        self._say_what_came(delivery, came)

    def _say_what_came(self, delivery: Delivery, came: Counter[str]) -> None:
        for batch in intake.batches_of(delivery):
            self._say(batch)
        left_out = sum(came.values()) - came[Code.TAKEN] - came[Code.BEFORE]
        self.stdout.write(
            f"{came[Code.TAKEN]} taken in, {came[Code.BEFORE]} came before, "
            f"{left_out} left out"
        )
        lost = sum(n for code, n in came.items() if code not in HARMLESS)
        if lost:
            raise CommandError(
                f"{lost} images were left out: the lines above say why.",
                returncode=LEFT_OUT,
            )

    def _say(self, batch: Batch) -> None:
        files, state = batch.incoming.count(), batch.get_state_display()
        self.stdout.write(f"{batch.reference}  {files} files  {state}  {batch}")

    def _say_what_is_there(self, paths: list[Path]) -> None:
        found: Counter[str] = Counter()
        for path in importing.files(paths):
            if importing.is_zip_file(path):
                self.stdout.write(f"zip       {path}")
                continue
            code, study_uid = self._looked_at(path)
            if code:
                self.stdout.write(f"left out  {path}: {Code(code).label}")
            else:
                found[study_uid] += 1
        for number, files in enumerate(found.values(), 1):
            self.stdout.write(f"study {number}  {files} files")

    def _looked_at(self, path: Path) -> tuple[str, str]:
        try:
            seen = look(path)
        except OSError:
            return Code.NOT_READ, ""
        return str(seen.flaw or ""), seen.study_uid
