import django.db.models.functions.text
from django.db import migrations, models

OPEN = ["received", "deidentifying", "review"]


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0005_nodes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("station_name", models.CharField(blank=True, max_length=16)),
                ("ae_title", models.CharField(blank=True, max_length=16)),
                ("manufacturer", models.CharField(blank=True, max_length=64)),
                ("model", models.CharField(blank=True, max_length=64)),
                ("software_version", models.CharField(blank=True, max_length=64)),
                (
                    "serial",
                    models.CharField(
                        blank=True, help_text="Of the device.", max_length=64
                    ),
                ),
                ("first_seen", models.DateField()),
                ("last_seen", models.DateField()),
                (
                    "count",
                    models.PositiveIntegerField(
                        default=0, help_text="Studies it came in."
                    ),
                ),
            ],
            options={"verbose_name": "sighting", "verbose_name_plural": "sightings"},
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(fields=["-last_seen", "-id"], name="sighting_by_day"),
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(
                django.db.models.functions.text.Upper("ae_title"),
                name="sighting_by_ae_title",
            ),
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(
                django.db.models.functions.text.Upper("station_name"),
                name="sighting_by_station",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.UniqueConstraint(
                fields=(
                    "station_name",
                    "ae_title",
                    "manufacturer",
                    "model",
                    "software_version",
                    "serial",
                ),
                name="a_device_as_it_was_seen_stands_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_seen__gte", models.F("first_seen"))),
                name="a_device_is_seen_last_after_it_is_seen_first",
            ),
        ),
        migrations.AddField(
            model_name="incomingfile",
            name="seen",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="The device, until the batch is settled.",
            ),
        ),
        migrations.AddField(
            model_name="incomingfile",
            name="erased_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the original was erased by itself.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="warned_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the reviewers were told that time ends.",
                null=True,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="batch", name="batch_is_settled_by_a_named_person"
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled_at", None), ("settled_by", None), ("state__in", OPEN)
                )
                | models.Q(
                    ("settled_at__isnull", False),
                    ("settled_by__isnull", False),
                    ("state", "released"),
                )
                | (
                    models.Q(("settled_at__isnull", False), ("state", "refused"))
                    & ~models.Q(("reason", ""))
                ),
                name="batch_is_released_by_a_named_person_or_refused_with_a_reason",
            ),
        ),
    ]
