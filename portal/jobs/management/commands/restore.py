"""manage.py restore DIR_OR_FILE: what `backup` wrote, back into an empty site."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.backup import keeping, site
from portal.backup.errors import BackupError
from portal.localdb.errors import LocalDatabaseError


class Command(BaseCommand):
    help = "Put an archive back: the one that is named, or the newest of a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", type=Path, help="an archive, or a folder of them")
        parser.add_argument("--key", help="opens the archive; better in BACKUP_KEY")
        parser.add_argument(
            "--replace", action="store_true", help="lose what the database holds now"
        )

    def handle(self, *, place: Path, key: str | None, replace: bool, **_: Any) -> None:
        key = key or os.environ.get("BACKUP_KEY", "")
        try:
            path = keeping.find(place)
            contents = keeping.check(path, key=key)
            site.make_room(replace=replace)
            keeping.restore(site.server(), site.folders(), path, key=key)
            site.know_the_rows()
        except (BackupError, LocalDatabaseError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        self.stdout.write(f"{path} is restored, {contents.files} files with it")
