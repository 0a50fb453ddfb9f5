from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0003_study_by_date"),
    ]

    operations = []
