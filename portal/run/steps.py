"""Makes database, static files and demo hospital ready, as far as they are not."""

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

LOCK_NUMBER = 0x52_65_61_64  # any number, as long as every start asks for the same


SOURCES = "viewer"  # what dist/viewer.js is built from


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if not apps.ready:
        django.setup()


def migrate() -> None:
    """Bring the schema up to date; of two that start at once, one waits."""
    with _one_at_a_time():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


def collect_static() -> None:
    """Lay out the static files, unless the same ones lie there already."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    fingerprint = _fingerprint(settings.BASE_DIR / "static")
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command(
        "collectstatic",
        interactive=False,
        clear=root.exists(),
        ignore_patterns=[SOURCES],
        verbosity=0,
    )
    stamp.write_text(fingerprint)


def seed() -> None:
    """Plant the demo hospital; what was planted before is left as people made it."""
    with _one_at_a_time():
        call_command("seed_demo", stdout=io.StringIO())


def let_go() -> None:
    """Give the connections back: the children make their own."""
    connections.close_all()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


def _fingerprint(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files
    ]
    return hashlib.sha256("\n".join([django.__version__, *lines]).encode()).hexdigest()
