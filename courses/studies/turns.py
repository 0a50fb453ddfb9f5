"""One at a time over one study: whoever takes it in, and whoever erases it."""

from django.db import connection


def take_turns(study_uid: str) -> None:
    """Wait for the others, and hold them off until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [study_uid]
        )
