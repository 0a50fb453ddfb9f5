"""Marks are of several kinds, each with its handles; what an exercise asks stands in
its task; and every attempt at one has a variant, the older ones that of the source."""

from django.db import migrations


def forwards(apps, schema_editor):
    exercise = apps.get_model("assessment", "Exercise")
    for one in exercise.objects.all():
        exercise.objects.filter(pk=one.pk).update(task={"max_marks": one.max_marks})
    answer = apps.get_model("assessment", "Answer")
    for one in answer.objects.filter(item__question=None):
        value = [_with_handles(mark) for mark in one.value]
        answer.objects.filter(pk=one.pk).update(value=value)
    _give_variants(apps)


def _with_handles(mark):
    return {
        "kind": "point",
        "sop_uid": mark["sop_uid"],
        "frame": mark["frame"],
        "pixels": [mark["pixel"]],
    }


def _give_variants(apps):
    attempts = apps.get_model("assessment", "Attempt").objects
    variants = apps.get_model("assessment", "Variant").objects
    sealed = apps.get_model("assessment", "VariantKey").objects
    for attempt in attempts.filter(activity__kind="exercise"):
        exercise = attempt.activity.exercise
        variant = variants.create(
            exercise=exercise,
            key=attempt.key,
            seed=attempt.pk,
            study=exercise.study,
            attempt=attempt,
            made_at=attempt.opened_at,
        )
        sealed.create(variant=variant, content={})


def backwards(apps, schema_editor):
    exercise = apps.get_model("assessment", "Exercise")
    for one in exercise.objects.all():
        marks = one.task.get("max_marks", 5)
        exercise.objects.filter(pk=one.pk).update(max_marks=marks)
    answer = apps.get_model("assessment", "Answer")
    for one in answer.objects.filter(item__question=None):
        value = [_with_one_pixel(mark) for mark in one.value if mark["kind"] == "point"]
        answer.objects.filter(pk=one.pk).update(value=value)


def _with_one_pixel(mark):
    return {
        "sop_uid": mark["sop_uid"],
        "frame": mark["frame"],
        "pixel": mark["pixels"][0],
    }


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_variants")]
    operations = [migrations.RunPython(forwards, backwards)]
