"""manage.py deidentify SRC DST [--profile NAME]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.dicom.folder import clean_folder
from courses.dicom.profile import PROFILES, TEACHING
from courses.studies.secret import deid_secret


class Command(BaseCommand):
    help = "De-identify files: SRC in, DST out, a JSON report on standard output."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="SRC", type=Path)
        parser.add_argument("target", metavar="DST", type=Path)
        parser.add_argument(
            "--profile",
            choices=sorted(PROFILES),
            default=TEACHING.name,
            help="basic: no option of the standard; teaching: dates are moved, sex "
            "and age stay (default)",
        )

    def handle(self, *, source: Path, target: Path, profile: str, **_: Any) -> None:
        if not source.exists():
            raise CommandError(f"{source} does not exist.")
        inside = target.resolve().is_relative_to(source.resolve())
        if source.is_dir() and inside:
            raise CommandError("DST lies inside SRC. Name a folder outside it.")
        report = clean_folder(
            source, target, secret=deid_secret(), profile=PROFILES[profile]
        )
        self.stdout.write(json.dumps(report.as_dict(), indent=2))
        if report.leaks:
            raise CommandError(
                f"{len(report.leaks)} files were held back: the second reader still "
                "found something of the patient. The report says where."
            )
