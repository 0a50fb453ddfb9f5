"""The starter courses, from their folders."""

from pathlib import Path
from typing import Final

from courses.catalog.loading import load_course
from portal.lib.seeds import demo
from portal.people.models import Role, User

STARTER: Final = Path(__file__).resolve().parent / "starter"


@demo(50)
def plant() -> None:
    """Kept by the first educator there is."""
    keeper = User.objects.with_role(Role.EDUCATOR).order_by("pk").first()
    for folder in sorted(STARTER.iterdir()):
        if (folder / "course.yaml").is_file():
            load_course(folder, by=keeper)
