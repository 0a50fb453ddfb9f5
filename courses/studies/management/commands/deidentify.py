"""manage.py deidentify SRC DST [--profile NAME or FILE.toml] [--jobs N]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.dicom.deid.folder import FolderReport, NoRoomError, clean_folder
from courses.dicom.deid.profile import TEACHING, Profile
from courses.dicom.deid.profiles import ProfileError, built_in, named
from courses.studies import counted
from courses.studies.secret import deid_secret


class Command(BaseCommand):
    help = "De-identify files: SRC in, DST out, a JSON report on standard output."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="SRC", type=Path)
        parser.add_argument("target", metavar="DST", type=Path)
        names = ", ".join(built_in())
        parser.add_argument(
            "--profile",
            default=TEACHING.name,
            help=f"{names} (default: {TEACHING.name}), or a file: PROFILE.toml",
        )
        parser.add_argument(
            "--jobs", type=int, default=1, help="processes that work at once"
        )

    def handle(
        self, *, source: Path, target: Path, profile: str, jobs: int, **_: Any
    ) -> None:
        chosen = _profile(profile)
        _refuse_odd_places(source, target)
        try:
            report = clean_folder(
                source,
                target,
                secret=deid_secret(),
                profile=chosen,
                jobs=max(1, jobs),
            )
        except NoRoomError as error:
            raise CommandError(
                f"{target} takes no more files ({error}). Make room and start again: "
                "what is there already is whole."
            ) from error
        self.stdout.write(json.dumps(report.as_dict(), indent=2))
        _refuse_leaks(report)


def _profile(wanted: str) -> Profile:
    try:
        return named(wanted)
    except ProfileError as error:
        raise CommandError(str(error)) from error


def _refuse_odd_places(source: Path, target: Path) -> None:
    if not source.exists():
        raise CommandError(f"{source} does not exist.")
    if source.is_dir() and target.resolve().is_relative_to(source.resolve()):
        raise CommandError("DST lies inside SRC. Name a folder outside it.")
    if source.is_dir() and target.is_file():
        raise CommandError("DST is a file. Name a folder, as SRC is one.")
    if source.is_file() and target.resolve() == source.resolve():
        raise CommandError("DST is SRC. Name another file or folder.")


def _refuse_leaks(report: FolderReport) -> None:
    if report.leaks:
        raise CommandError(
            f"{counted.files(len(report.leaks))} held back: a second check, which "
            "shares no code with the cleaning, still found something of the patient. "
            "The report says where."
        )
    if report.left_out and not report.written:
        raise CommandError("Nothing was written. The report says why, file by file.")
