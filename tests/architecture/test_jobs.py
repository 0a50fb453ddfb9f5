"""Every task that the code wakes or the schedule sends is one a worker knows, and
every row that is its own queue has somebody who sweeps it."""

import ast
from pathlib import Path

from django.apps import apps
from django.conf import settings

from portal.celery import app
from portal.jobs.models import Work

ROOT = Path(__file__).parents[2]
HOUSES = ("portal", "courses", "tickets")


def calls_of(name: str) -> list[tuple[Path, ast.Call]]:
    return [
        (path, call)
        for house in HOUSES
        for path in (ROOT / house).rglob("*.py")
        if name in (text := path.read_text())
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == name
    ]


def test_every_woken_task_exists():
    app.loader.import_default_modules()
    woken = {
        call.args[0].value
        for _path, call in calls_of("soon")
        if isinstance(call.args[0], ast.Constant)
    }

    assert woken <= set(app.tasks)
    assert woken <= set(settings.CELERY_BEAT_SCHEDULE), "a lost wake-up needs a sweep"


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()

    assert set(settings.CELERY_BEAT_SCHEDULE) <= set(app.tasks)


def test_every_queue_is_worked_through_by_a_task():
    queues = {
        model.__name__
        for model in apps.get_models()
        if issubclass(model, Work) and model._meta.app_label != "drill"
    }
    worked = {
        call.args[0].id
        for path, call in calls_of("work_through")
        if path.name == "tasks.py" and isinstance(call.args[0], ast.Name)
    }

    assert queues == worked
