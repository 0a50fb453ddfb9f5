from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_contracts_of_their_own")]

    operations = [
        migrations.AddField(
            model_name="itemimport",
            name="options",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text=(
                    "Type and facility of every line; whether what is missing is added."
                ),
            ),
        ),
        migrations.AlterField(
            model_name="itemimport",
            name="format",
            field=models.CharField(
                choices=[
                    ("table", "A table of ours or your own"),
                    ("netbox", "NetBox devices"),
                    ("glpi", "GLPI computers and devices"),
                    ("snipeit", "Snipe-IT assets"),
                    ("edit", "Many items changed at once"),
                ],
                max_length=8,
            ),
        ),
    ]
