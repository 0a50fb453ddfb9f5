import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0006_sightings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frame', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('instance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='studies.instance')),
            ],
            options={
                'verbose_name': 'look at a frame',
                'verbose_name_plural': 'looks at frames',
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, help_text='When to work on it; empty when done.', null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('frames', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, default=list, help_text='Which to read; none where others of its series speak for it.', size=None)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('instance', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reading', to='studies.instance')),
            ],
            options={
                'verbose_name': 'search for text in an image',
                'verbose_name_plural': 'searches for text in images',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TextBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frame', models.PositiveIntegerField(blank=True, help_text='Empty: all frames, as burned text stands.', null=True)),
                ('x', models.PositiveIntegerField()),
                ('y', models.PositiveIntegerField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('confidence', models.FloatField(blank=True, null=True)),
                ('found_by', models.CharField(choices=[('machine', 'the machine'), ('person', 'a person')], max_length=7)),
                ('state', models.CharField(choices=[('suggested', 'Waits for your word'), ('kept', 'Masked on release'), ('dismissed', 'Harmless')], default='suggested', max_length=9)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('instance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='boxes', to='studies.instance')),
            ],
            options={
                'verbose_name': 'box around text',
                'verbose_name_plural': 'boxes around text',
                'ordering': ['y', 'x', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='look',
            constraint=models.UniqueConstraint(fields=('instance', 'frame', 'by'), name='a_person_sees_a_frame_once'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='reading_waiting'),
        ),
        migrations.AddIndex(
            model_name='textbox',
            index=models.Index(fields=['instance', 'state'], name='box_by_state'),
        ),
        migrations.AddConstraint(
            model_name='textbox',
            constraint=models.CheckConstraint(condition=models.Q(('height__gt', 0), ('width__gt', 0)), name='box_has_a_size'),
        ),
        migrations.AddConstraint(
            model_name='textbox',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'suggested'), ('by__isnull', False), _connector='OR'), name='box_is_decided_by_a_named_person'),
        ),
    ]
