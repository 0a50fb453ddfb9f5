"""manage.py verify_archive [--decode] [--repair]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from courses.studies import counted
from courses.studies.keeping import archive


class Command(BaseCommand):
    help = "Check that each released image is there and readable, and nothing besides."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--decode", action="store_true", help="decode every frame as well (slow)"
        )
        parser.add_argument(
            "--repair", action="store_true", help="remove what belongs to no image"
        )

    def handle(self, *, decode: bool, repair: bool, **_: Any) -> None:
        tally, left = archive.Tally(), 0
        for flaw in archive.flaws(tally, decode=decode):
            is_gone = repair and archive.repair(flaw)
            left += not is_gone
            said = "removed" if is_gone else flaw.kind
            self.stdout.write(f"{said:8} {flaw.name}")
        self.stdout.write(
            f"{counted.studies(tally.studies)}, {counted.images(tally.instances)}, "
            f"{counted.files(tally.files)}"
        )
        if left:
            raise CommandError(
                ngettext(
                    "%(n)d thing is not as it should be.",
                    "%(n)d things are not as they should be.",
                    left,
                )
                % {"n": left}
            )
