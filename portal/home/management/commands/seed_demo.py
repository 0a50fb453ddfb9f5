"""manage.py seed_demo: a small believable hospital, planted once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from portal.home.models import Planting
from portal.lib.seeds import planters


class Command(BaseCommand):
    help = "Plant the demo hospital, each part once. Refused in production."

    def handle(self, **_: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo people have no place in production.")
        autodiscover_modules("demo")
        for plant in planters():
            name = f"{plant.__module__}.{plant.__name__}"
            with transaction.atomic():
                _row, is_new = Planting.objects.get_or_create(name=name)
                if is_new:
                    plant()
                    self.stdout.write(f"{name} is planted")
