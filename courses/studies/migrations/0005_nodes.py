import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("studies", "0004_deliveries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Listener',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='host:port', max_length=120, unique=True)),
                ('ae_title', models.CharField(max_length=16)),
                ('host', models.CharField(max_length=64)),
                ('port', models.PositiveIntegerField()),
                ('is_encrypted', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('beat_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'DICOM listener',
                'verbose_name_plural': 'DICOM listeners',
                'ordering': ['-beat_at'],
            },
        ),
        migrations.CreateModel(
            name='RemoteNode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ae_title', models.CharField(help_text='As it calls itself; upper and lower case matter.', max_length=16, verbose_name='AE title')),
                ('host', models.CharField(blank=True, help_text='An IP address or a network, as in 10.1.2.0/24. Empty: any.', max_length=49, verbose_name='address')),
                ('profile', models.CharField(default='teaching', max_length=40, verbose_name='profile')),
                ('is_active', models.BooleanField(default=True, verbose_name='may send')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('last_seen_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_by', models.ForeignKey(help_text='An educator or administrator: the sender of all that comes.', on_delete=django.db.models.deletion.PROTECT, related_name='answers_for_nodes', to=settings.AUTH_USER_MODEL, verbose_name='who answers for it')),
            ],
            options={
                'verbose_name': 'DICOM sender',
                'verbose_name_plural': 'DICOM senders',
                'ordering': ['ae_title', 'host', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RemoteNodeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('ae_title', models.CharField(help_text='As it calls itself; upper and lower case matter.', max_length=16, verbose_name='AE title')),
                ('host', models.CharField(blank=True, help_text='An IP address or a network, as in 10.1.2.0/24. Empty: any.', max_length=49, verbose_name='address')),
                ('profile', models.CharField(default='teaching', max_length=40, verbose_name='profile')),
                ('is_active', models.BooleanField(default=True, verbose_name='may send')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='studies.remotenode')),
                ('sent_by', models.ForeignKey(db_constraint=False, help_text='An educator or administrator: the sender of all that comes.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who answers for it')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UnknownCaller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ae_title', models.CharField(max_length=16)),
                ('address', models.CharField(max_length=45)),
                ('times', models.PositiveIntegerField(default=1)),
                ('first_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'unknown caller',
                'verbose_name_plural': 'unknown callers',
                'ordering': ['-last_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('ae_title', 'address'), name='an_unknown_caller_is_counted')],
            },
        ),
        migrations.AddConstraint(
            model_name='remotenode',
            constraint=models.UniqueConstraint(fields=('ae_title', 'host'), name='a_sender_is_listed_once', violation_error_message='This sender is listed already.'),
        ),
        migrations.AddConstraint(
            model_name='remotenode',
            constraint=models.CheckConstraint(condition=models.Q(('ae_title__regex', '^[!-\\[\\]-~]([ -\\[\\]-~]*[!-\\[\\]-~])?$')), name='an_ae_title_is_plain_text', violation_error_message='An AE title is 1 to 16 plain letters, digits or signs, without a backslash.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='remotenode',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "studies_remotenodeevent" ("ae_title", "created_at", "host", "id", "is_active", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profile", "sent_by_id") VALUES (NEW."ae_title", NEW."created_at", NEW."host", NEW."id", NEW."is_active", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."profile", NEW."sent_by_id"); RETURN NULL;', hash='0f3f55354fef879c1d0ee07c3f1696516a4e5704', operation='INSERT', pgid='pgtrigger_insert_insert_8a749', table='studies_remotenode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='remotenode',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."ae_title" IS DISTINCT FROM (NEW."ae_title") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."host" IS DISTINCT FROM (NEW."host") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."profile" IS DISTINCT FROM (NEW."profile") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id"))', func='INSERT INTO "studies_remotenodeevent" ("ae_title", "created_at", "host", "id", "is_active", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profile", "sent_by_id") VALUES (NEW."ae_title", NEW."created_at", NEW."host", NEW."id", NEW."is_active", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."profile", NEW."sent_by_id"); RETURN NULL;', hash='0b589a58b34c5fad5d882db3b7ede6b31fd1cbd5', operation='UPDATE', pgid='pgtrigger_update_update_16481', table='studies_remotenode', when='AFTER')),
        ),
        migrations.AlterField(
            model_name="incomingfile",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("clean", "Clean"),
                    ("duplicate", "Already here"),
                    ("unreadable", "Cannot be read"),
                    ("leak", "An identifier is still in it"),
                    ("document", "A teaching file document"),
                    ("unnamed", "Not named by the teaching file document"),
                    ("elsewhere", "Belongs to another study"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Selection",
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
                    "study_uid",
                    models.CharField(help_text="Already replaced.", max_length=64),
                ),
                (
                    "named",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64),
                        help_text="Instances, already replaced.",
                        size=None,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="selections",
                        to="studies.incomingfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "selection",
                "verbose_name_plural": "selections",
                "indexes": [
                    models.Index(fields=["study_uid"], name="selection_by_study")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "study_uid"),
                        name="a_document_selects_once_from_a_study",
                    )
                ],
            },
        ),
    ]
