from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0003_marks_have_handles")]
    operations = [
        migrations.RemoveConstraint(
            model_name="exercise", name="an_exercise_can_be_passed"
        ),
        migrations.RemoveField(model_name="exercise", name="max_marks"),
        migrations.AddConstraint(
            model_name="exercise",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_mark__range", (1, 100))),
                name="an_exercise_can_be_passed",
            ),
        ),
    ]
