import courses.studies.models.delivery
import courses.studies.models.upload
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0003_study_by_date"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="settles_at",
            field=models.DateTimeField(
                blank=True, help_text="More may come: not worked on before.", null=True
            ),
        ),
        migrations.CreateModel(
            name="Delivery",
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
                    "key",
                    models.CharField(
                        default=courses.studies.models.delivery.new_key,
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("browser", "Browser"),
                            ("command", "Command"),
                            ("network", "DICOM network"),
                            ("web", "DICOMweb"),
                        ],
                        max_length=7,
                    ),
                ),
                ("calling_ae", models.CharField(blank=True, max_length=16)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("body_part", models.CharField(blank=True, max_length=40)),
                ("note", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("profile", models.CharField(default="teaching", max_length=40)),
                (
                    "takes_refused",
                    models.BooleanField(
                        default=False,
                        help_text="Takes in again what was refused before.",
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heard_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="All is sent; some may still be unpacked.",
                        null=True,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
            },
        ),
        migrations.CreateModel(
            name="DeliveryLine",
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
                    "number",
                    models.PositiveIntegerField(
                        help_text="Of the file, as it was sent."
                    ),
                ),
                (
                    "member",
                    models.PositiveIntegerField(
                        default=0, help_text="Within a zip, from 1."
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("taken", "Taken in"),
                            ("before", "Came before: it is here once"),
                            ("not_dicom", "Not a DICOM file"),
                            ("damaged", "Damaged: its header cannot be read"),
                            ("truncated", "Cut off: its end is missing"),
                            (
                                "dicomdir",
                                "A DICOMDIR: the files it lists come by themselves",
                            ),
                            ("no_study", "Names no study"),
                            ("mismatch", "Not the object that its sender announced"),
                            ("empty", "Empty"),
                            ("encrypted", "Locked in its zip by a password"),
                            ("bad_zip", "A zip that is damaged or cut off"),
                            ("bomb", "Unpacks to far more than a zip of images does"),
                            ("nested", "A zip within a zip: send it by itself"),
                            ("link", "A link or a special file, no file of its own"),
                            ("too_large", "Larger than is taken in"),
                            (
                                "disk_full",
                                "The portal's disk is full: send it again later",
                            ),
                            ("no_write", "The portal cannot write to its quarantine"),
                            ("not_read", "It could not be read where it lies"),
                            ("library", "Its study is in the library already"),
                            ("refused", "This very file was refused before"),
                            (
                                "profile",
                                "Its study is being taken in under another profile",
                            ),
                            ("unfinished", "Not sent to its end"),
                            ("other", "Left out"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, help_text="Instead of these.", max_length=200
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="studies.batch",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="studies.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a delivery",
                "verbose_name_plural": "lines of a delivery",
            },
        ),
        migrations.CreateModel(
            name="Upload",
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
                    "due_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When to work on it; empty when done.",
                        null=True,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "key",
                    models.CharField(
                        default=courses.studies.models.upload.new_key,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "token",
                    models.CharField(
                        help_text="By which the sender's browser knows the file again.",
                        max_length=64,
                    ),
                ),
                ("size", models.PositiveBigIntegerField()),
                ("offset", models.PositiveBigIntegerField(default=0)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heard_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "unpacked",
                    models.PositiveIntegerField(
                        default=0, help_text="Members of a zip."
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="studies.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "upload",
                "verbose_name_plural": "uploads",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["heard_at"],
                name="delivery_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryline",
            constraint=models.UniqueConstraint(
                fields=("delivery", "number", "member"),
                name="a_file_has_one_line_in_its_delivery",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("batch__isnull", False), ("code__in", ["taken", "before"])
                    ),
                    models.Q(
                        models.Q(("code__in", ["taken", "before"]), _negated=True),
                        ("batch", None),
                    ),
                    _connector="OR",
                ),
                name="a_line_names_its_batch_or_why_there_is_none",
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="upload_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("finished_at", None)),
                fields=["heard_at"],
                name="upload_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(
                fields=("delivery", "number"), name="a_file_is_uploaded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(
                fields=("delivery", "token"), name="a_file_is_known_again"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at", None), ("offset__lte", models.F("size"))),
                    models.Q(
                        ("finished_at__isnull", False), ("offset", models.F("size"))
                    ),
                    _connector="OR",
                ),
                name="an_upload_is_finished_when_all_of_it_is_here",
            ),
        ),
    ]
