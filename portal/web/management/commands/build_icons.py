"""Draw the icon sheet anew from a folder of Tabler's outline icons."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

STATIC = Path(settings.BASE_DIR) / "static"
FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


class Command(BaseCommand):
    help = "Write static/icons.svg: the icons named in static/icons.txt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="…/@tabler/icons/icons/outline")

    def handle(self, *, folder: Path, **_: Any) -> None:
        names = sorted((STATIC / "icons.txt").read_text().split())
        missing = [name for name in names if not (folder / f"{name}.svg").is_file()]
        if missing:
            raise CommandError(f"{folder} does not hold {', '.join(missing)}.")
        symbols = "\n".join(_symbol(name, folder) for name in names)
        sheet = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
        (STATIC / "icons.svg").write_text(sheet)
        self.stdout.write(f"{len(names)} icons")


def _symbol(name: str, folder: Path) -> str:
    drawing = (folder / f"{name}.svg").read_text().replace(FRAME, "")
    inside = re.sub(r"\s*\n\s*", "", drawing.split(">", 1)[1].rsplit("</svg>", 1)[0])
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inside}</symbol>'
