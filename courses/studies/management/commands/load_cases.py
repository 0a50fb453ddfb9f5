"""manage.py load_cases [FOLDER] --by EMAIL"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError

from courses.studies.cases import loading
from portal.lib.refusal import Refused
from portal.people.models import User

SAYS = {
    "made": "published",
    "changed": "published anew",
    "unchanged": "as it was",
    "waiting": "waits: its study is not in the library",
    "kept": "left alone: it was worked on here",
}


class Command(BaseCommand):
    help = (
        "Publish teaching cases from YAML files, one each; without a folder those that "
        "come with the portal. Run again, it changes only what the files change, and "
        "nothing that was worked on here since."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=loading.STARTER)
        parser.add_argument("--by", required=True, help="e-mail of an educator")

    def handle(self, *, folder: Path, by: str, **_: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            educator = User.objects.active().get(email__iexact=by)
            for one in loading.load_folder(folder, by=educator):
                self.stdout.write(f"{one.name}: {SAYS[one.outcome]}")
        except ObjectDoesNotExist as missing:
            raise CommandError(f"Nobody has the address {by}.") from missing
        except (loading.Flawed, Refused) as flawed:
            raise CommandError(str(flawed)) from flawed
