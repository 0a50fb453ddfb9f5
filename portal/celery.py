"""The worker's side of the site."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

if settings.CELERY_BROKER_URL == "filesystem://":
    # The default broker drops its letters into a folder that must be there.
    (settings.BROKER_FOLDER / "queue").mkdir(parents=True, exist_ok=True)
