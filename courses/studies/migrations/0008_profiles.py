import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("studies", "0007_text_boxes"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeidProfile",
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
                (
                    "name",
                    models.CharField(
                        error_messages={
                            "unique": "There is a profile of this name already."
                        },
                        help_text="Short, for lists and the command line: a-z, 0-9 and hyphens.",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$",
                                "Use a-z, 0-9 and hyphens.",
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                (
                    "purpose",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what it is for"
                    ),
                ),
                (
                    "options",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "de-identification profile",
                "verbose_name_plural": "de-identification profiles",
                "ordering": ["title", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("name__regex", "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")
                        ),
                        name="a_profile_has_a_plain_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "options__contains",
                                ["full_dates", "modified_dates"],
                            ),
                            _negated=True,
                        ),
                        name="dates_are_kept_or_moved_not_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "options__contained_by",
                                [
                                    "uids",
                                    "device",
                                    "institution",
                                    "patient",
                                    "full_dates",
                                    "modified_dates",
                                    "descriptors",
                                    "safe_private",
                                    "pixels",
                                ],
                            )
                        ),
                        name="a_profile_knows_its_options",
                    ),
                ],
            },
        ),
    ]
