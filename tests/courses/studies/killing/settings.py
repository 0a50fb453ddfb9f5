"""The portal's settings for the drill: a quick sweep, and a stand-in that reads."""

from portal.settings import *  # noqa: F403 - the portal's own, but for what follows
from portal.settings import INSTALLED_APPS, _every

INSTALLED_APPS = [*INSTALLED_APPS, "tests.courses.studies.killing"]
SWEEPS = ("studies.prepare_waiting", "studies.read_text", "studies.erase_settled")
CELERY_BEAT_SCHEDULE = {task: _every(task, 1) for task in SWEEPS}
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
OCR = True
