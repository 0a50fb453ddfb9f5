from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0005_nodes"),
    ]

    operations = []
