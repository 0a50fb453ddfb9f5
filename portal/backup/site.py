"""What of this site goes into a backup, and whether there is room to put one back."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import OperationalError, connection

from portal.backup.database import Server
from portal.backup.errors import BackupError

NOT_EMPTY = (
    "The database already holds {count} tables: restore into an empty one, or say "
    "--replace to lose all that is in it."
)
IN_USE = "Somebody is using the database: stop the site, then restore again."


def server() -> Server:
    with connection.cursor():
        version: int = connection.pg_version  # type: ignore[attr-defined]
    parameters = {**connection.get_connection_params()}
    return Server(parameters, version // 10000)


def folders() -> dict[str, Path]:
    """Files kept elsewhere, in an object store, have that store's own backup.

    Quarantine has none: an original that was erased must not lie in an archive."""
    if isinstance(default_storage, FileSystemStorage):
        return {"files": Path(default_storage.location)}
    return {}


def make_room(*, replace: bool) -> None:
    """Refuse a database that holds something, or empty it as told to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        (count,) = cursor.fetchone()
        if count and not replace:
            raise BackupError(NOT_EMPTY.format(count=count))
        if not count:
            return
        cursor.execute("SET lock_timeout = '5s'")
        try:
            cursor.execute("DROP SCHEMA public CASCADE")
        except OperationalError as error:
            raise BackupError(IN_USE) from error
        cursor.execute("CREATE SCHEMA public")


def know_the_rows() -> None:
    """Let the planner see what has come in."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
