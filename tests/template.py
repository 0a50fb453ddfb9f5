"""One migrated database, of which each test run and each worker takes a copy: a copy
takes a second, the migrations half a minute of a core.

`python -m tests.template` makes it before the first test asks for it.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection as default

LOCK = 0x5EED


def migrated(connection: Any) -> str:
    """The template's name; it is made again when a migration is new or another."""
    name, wanted = f"template_{connection.settings_dict['NAME']}", _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK, name])
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [name],
        )
        if cursor.fetchone() != (wanted,):
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
            _migrate(connection, name)
            # Said last: one half made is never taken for whole.
            cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{wanted}'")
    return name


def _migrate(connection: Any, name: str) -> None:
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = own


def _digest() -> str:
    """Of every migration that is installed, ours and others'."""
    found = sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    django.setup()
    migrated(default)
