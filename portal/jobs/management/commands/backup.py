"""manage.py backup DIR: database and files into one archive."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.backup import keeping, site
from portal.backup.errors import BackupError
from portal.localdb.errors import LocalDatabaseError


class Command(BaseCommand):
    help = "Write database and files to one archive in a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--key", help="locks the archive; better in BACKUP_KEY")
        parser.add_argument("--keep", type=int, help="remove all but the newest N")

    def handle(
        self, *, folder: Path, key: str | None, keep: int | None, **_: Any
    ) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep must be 1 or more: the new archive stays.")
        key = key or os.environ.get("BACKUP_KEY", "")
        try:
            made = keeping.back_up(site.server(), site.folders(), folder, key=key)
            gone = keeping.expire(folder, keep=keep) if keep else []
        except (BackupError, LocalDatabaseError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}.") from error
        size = made.stat().st_size / 1_000_000
        self.stdout.write(f"{made} ({size:.1f} MB, {'' if key else 'not '}locked)")
        for path in gone:
            self.stdout.write(f"{path} removed")
