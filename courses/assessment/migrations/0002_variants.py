import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0001_initial'),
        ('catalog', '0001_initial'),
        ('studies', '0009_proof'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mark', 'Find and mark'), ('measure', 'Measure'), ('windowing', 'Windowing'), ('side-marker', 'Side marker'), ('reject', 'Accept or reject'), ('critical', 'Critical finding'), ('hanging', 'Hanging protocol'), ('header-repair', 'Repair a header'), ('header-reading', 'Read a header'), ('anomaly', 'Anomaly decision'), ('sorting', 'Merge, split, orphan'), ('deidentify', 'De-identify a study')], max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('body', models.JSONField(default=dict)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'draft',
                'ordering': ['-changed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, help_text='When to work on it; empty when done.', null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('seed', models.BigIntegerField()),
                ('task', models.JSONField(blank=True, default=dict, help_text="Its open part, laid over the exercise's.")),
                ('differs', models.BooleanField(default=False, help_text="Its right answer is another than its sisters'.")),
                ('made_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'variant',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VariantKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'key of a variant',
            },
        ),
        migrations.AddField(
            model_name='exercise',
            name='task',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='exercise',
            name='kind',
            field=models.CharField(choices=[('mark', 'Find and mark'), ('measure', 'Measure'), ('windowing', 'Windowing'), ('side-marker', 'Side marker'), ('reject', 'Accept or reject'), ('critical', 'Critical finding'), ('hanging', 'Hanging protocol'), ('header-repair', 'Repair a header'), ('header-reading', 'Read a header'), ('anomaly', 'Anomaly decision'), ('sorting', 'Merge, split, orphan'), ('deidentify', 'De-identify a study')], default='mark', max_length=20),
        ),
        migrations.AlterField(
            model_name='exercise',
            name='study_name',
            field=models.CharField(blank=True, help_text='What the author calls the study; empty where each is made.', max_length=120),
        ),
        migrations.AddField(
            model_name='draft',
            name='activity',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='draft', to='catalog.activity'),
        ),
        migrations.AddField(
            model_name='draft',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exercise_drafts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draft',
            name='study',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exercise_drafts', to='studies.study'),
        ),
        migrations.AddField(
            model_name='variant',
            name='attempt',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='variant', to='assessment.attempt'),
        ),
        migrations.AddField(
            model_name='variant',
            name='exercise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='assessment.exercise'),
        ),
        migrations.AddField(
            model_name='variant',
            name='key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='variants', to='assessment.key'),
        ),
        migrations.AddField(
            model_name='variant',
            name='study',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='variants', to='studies.study'),
        ),
        migrations.AddField(
            model_name='variantkey',
            name='variant',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sealed', to='assessment.variant'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['-changed_at', '-id'], name='draft_by_change'),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='variant_waiting'),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=models.Index(condition=models.Q(('attempt', None), ('made_at__isnull', False)), fields=['exercise', 'id'], name='variant_free'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(fields=('exercise', 'seed'), name='each_variant_has_a_seed_of_its_own'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('attempt', None), ('made_at__isnull', False), _connector='OR'), name='only_a_made_variant_is_claimed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='variantkey',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2c4ee7907f3651b4b85383c2a040fe3769d8a44d', operation='UPDATE', pgid='pgtrigger_never_changed_96dbf', table='assessment_variantkey', when='BEFORE')),
        ),
    ]
