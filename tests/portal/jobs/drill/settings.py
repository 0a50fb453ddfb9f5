"""The portal's settings for the drill's worker: a real broker, a quick sweep."""

from portal.settings import *  # noqa: F403 - the portal's own, but for what follows
from portal.settings import INSTALLED_APPS, _every

INSTALLED_APPS = [*INSTALLED_APPS, "tests.portal.jobs.drill"]
CELERY_BEAT_SCHEDULE = {"drill.run": _every("drill.run", 1)}
