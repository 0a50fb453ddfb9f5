from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache (settings.CACHES): counts for rate
    limits and throttling, shared by every web process."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE web_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX web_cache_expires ON web_cache (expires);
            """,
            "DROP TABLE web_cache;",
        )
    ]
