"""manage.py seed_scale --staff N --tickets N --items N --studies N"""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules

from portal.lib.seeds import Size, growers


class Command(BaseCommand):
    help = (
        "Grow synthetic volume up to these numbers, for measuring; what has grown "
        "already is kept. Refused in production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for what in ("staff", "tickets", "items", "studies"):
            parser.add_argument(f"--{what}", type=int, default=0, metavar="N")

    def handle(
        self, *, staff: int, tickets: int, items: int, studies: int, **_: Any
    ) -> None:
        if settings.PRODUCTION:
            raise CommandError("Synthetic rows have no place in production.")
        autodiscover_modules("demo")
        size = Size(staff=staff, tickets=tickets, items=items, studies=studies)
        for grow in growers():
            began = perf_counter()
            with transaction.atomic():
                grow(size)
            took = perf_counter() - began
            self.stdout.write(f"{grow.__module__}.{grow.__name__}  {took:.1f} s")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
