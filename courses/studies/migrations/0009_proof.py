import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0008_profiles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
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
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "edition",
                    models.CharField(
                        help_text="Of the reader, and its rules.", max_length=80
                    ),
                ),
                ("profile", models.CharField(max_length=40)),
                ("passed", models.BooleanField()),
                ("files", models.PositiveIntegerField(help_text="Read a second time.")),
                (
                    "searched",
                    models.PositiveBigIntegerField(help_text="Values looked for."),
                ),
                (
                    "counts",
                    models.JSONField(
                        default=dict, help_text="UIDs, days and the like."
                    ),
                ),
                (
                    "leaks",
                    models.JSONField(
                        default=dict, help_text="Attribute to number of files."
                    ),
                ),
                (
                    "faults",
                    models.JSONField(
                        default=dict, help_text="Fault to number of files."
                    ),
                ),
                (
                    "validated",
                    models.CharField(
                        choices=[
                            ("passed", "No new error"),
                            ("faults", "New errors"),
                            ("absent", "Not installed"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "lacking",
                    models.JSONField(
                        default=dict,
                        help_text="What the validator misses and the original had.",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proofs",
                        to="studies.batch",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proofs",
                        to="studies.study",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof",
                "verbose_name_plural": "proofs",
                "indexes": [
                    models.Index(fields=["batch", "-id"], name="proof_by_batch")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("passed", False),
                            models.Q(("faults", {}), ("leaks", {}), ("passed", True)),
                            _connector="OR",
                        ),
                        name="a_proof_with_a_leak_or_a_fault_has_not_passed",
                    )
                ],
            },
        ),
    ]
