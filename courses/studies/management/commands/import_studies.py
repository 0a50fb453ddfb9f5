"""manage.py import_studies PATH… --by EMAIL [--release] [--profile NAME] [--dry-run]"""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from courses.studies import intake, profiles
from courses.studies.counted import files, studies
from courses.studies.doors import importing
from courses.studies.intake import batches_of
from courses.studies.models import Batch, Delivery, DeliveryLine, IncomingFile
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from portal.people.models import User

Code = DeliveryLine.Code
# What lies about among images, or is where it should be already.
HARMLESS = {*DeliveryLine.ARRIVED, Code.DICOMDIR, Code.NOT_DICOM, Code.EMPTY}
HARMLESS |= {Code.LIBRARY}
LEFT_OUT, KEPT = 3, 4
ADVICE = {
    Code.REFUSED: " (--again takes it in)",
    Code.LIBRARY: " (a new image: withdraw the study first, then import it again)",
}


class Command(BaseCommand):
    help = (
        "Take DICOM files in: each study becomes a batch that waits for a look. "
        "Folders, zips and DICOMDIR folders; stopped and run again, it goes on and "
        "doubles nothing. Exit code 3: an image was left out; 4: with --release, a "
        "study was not released."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", metavar="PATH", nargs="+", type=Path)
        parser.add_argument("--by", required=True, help="e-mail of who answers for it")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what is there, in zips too"
        )
        parser.add_argument(
            "--profile", default="teaching", help="de-identification profile by name"
        )
        parser.add_argument(
            "--release",
            action="store_true",
            help="clean them now and release what is clean. This stands for the own "
            "look of the person named by --by at every image: nobody else looks, and "
            "the pixels are not searched for text. What may carry text, and what "
            "another sent too, is not released and waits for a reviewer",
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
                    advice = ADVICE.get(Code(line.code), "")
                    self.stdout.write(f"left out  {name}: {line.reason}{advice}")
            if release:
                batches = batches_of(delivery)
                intake.vouch_for(batches, by=delivery.sent_by, vouch=intake.Vouch())
        finally:  # stopped half-way: what came is worked on all the same
            intake.close_delivery(delivery)
        if release:
            work_through(IncomingFile, cleaning.clean_one)
        self._say_what_came(delivery, came, release=release)

    def _say_what_came(
        self, delivery: Delivery, came: Counter[str], *, release: bool
    ) -> None:
        kept = [self._say(batch, release=release) for batch in batches_of(delivery)]
        left_out = sum(came.values()) - came[Code.TAKEN] - came[Code.BEFORE]
        self.stdout.write(
            f"{came[Code.TAKEN]} taken in, {came[Code.BEFORE]} came before, "
            f"{left_out} left out"
        )
        lost = sum(n for code, n in came.items() if code not in HARMLESS)
        if lost:
            said = ngettext("%d image was", "%d images were", lost) % lost
            raise CommandError(
                f"{said} left out: the lines above say why.", returncode=LEFT_OUT
            )
        if any(kept):
            raise CommandError(
                "Not all is released: the lines above say why.", returncode=KEPT
            )

    def _say(self, batch: Batch, *, release: bool) -> str:
        """Its line; and why it is not released, where it should have been."""
        number, state = batch.incoming.count(), batch.get_state_display()
        self.stdout.write(f"{batch.reference}  {files(number)}  {state}  {batch}")
        kept = self._why_kept(batch) if release else ""
        if kept:
            self.stdout.write(f"{batch.reference}  not released: {kept}")
        return kept

    def _why_kept(self, batch: Batch) -> str:
        if batch.state == Batch.State.RELEASED:
            return ""
        if batch.is_open and batch.vouched_by_id is None:
            return "files of it were sent by another, too: a reviewer must look at it."
        kept = intake.why_not(batch, looked=True, pixels_clear=batch.pixels_vouched)
        return kept or "text in its images waits for a reviewer's word."

    def _say_what_is_there(self, paths: list[Path]) -> None:
        found: Counter[str] = Counter()
        left_out = 0
        for name, seen in importing.peek(paths):
            if isinstance(seen, str):
                left_out += 1
                self.stdout.write(f"left out  {name}: {Code(seen).label}")
            else:
                found[seen.study_uid] += 1
        for number, of_it in enumerate(found.values(), 1):
            self.stdout.write(f"study {number}  {files(of_it)}")
        self.stdout.write(
            f"{files(found.total())} of {studies(len(found))}, {left_out} left out"
        )
