"""manage.py bench [--stage 100k] [--only NAME]: measure, print, write bench.json"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import autodiscover_modules

from portal.home import bench

STAFF, ITEMS, STUDIES = 10_000, 50_000, 2_000
COLUMNS = ("name", "n", "queries", "ms", "bytes", "peer", "ratio", "yardstick_ms")


class Command(BaseCommand):
    help = "Measure the pages at volume in this data folder's database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--stage",
            choices=list(bench.STAGES),
            action="append",
            help="only this many tickets; by default every stage",
        )
        parser.add_argument(
            "--only",
            metavar="NAME",
            action="append",
            help="only this measure, by its function's name in a bench.py; "
            "bench.json then holds no other",
        )

    def handle(
        self, *, stage: list[str] | None, only: list[str] | None, **_: Any
    ) -> None:
        if settings.PRODUCTION:
            raise CommandError("Measuring makes rows: not in production.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("seed_demo", verbosity=0, stdout=self.stderr)
        autodiscover_modules("bench")
        rows: list[bench.Row] = []
        self._line(COLUMNS)
        for name in stage or list(bench.STAGES):
            self._grow(bench.STAGES[name])
            for run in bench.measures(name):
                if only and run.__name__ not in only:
                    continue
                rows += self._measured(run, bench.STAGES[name])
        text = json.dumps([row.as_dict() for row in rows], indent=1)
        Path("bench.json").write_text(text + "\n")

    def _measured(self, run: bench.Measure, tickets: int) -> list[bench.Row]:
        found = []
        with bench.quiet():
            for row in run(tickets):
                row.yardstick_ms = bench.yardstick()
                self._line(tuple(getattr(row, name) for name in COLUMNS))
                found.append(row)
        return found

    def _grow(self, tickets: int) -> None:
        """Up to this volume; what an earlier run has grown is kept."""
        call_command(
            "seed_scale",
            staff=STAFF,
            items=ITEMS,
            studies=STUDIES,
            tickets=tickets,
            stdout=self.stderr,
        )

    def _line(self, cells: tuple[object, ...]) -> None:
        widths = (18, 9, 8, 9, 9, 24, 6, 12)
        said = ["-" if cell is None else str(cell) for cell in cells]
        self.stdout.write(
            "  ".join(
                text.ljust(width) for text, width in zip(said, widths, strict=True)
            ).rstrip()
        )
