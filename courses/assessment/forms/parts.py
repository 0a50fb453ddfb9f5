"""How the page on which an exercise is written is parted."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _l

# What a kind asks stands between the two.
BEFORE: Final = (
    (_l("What learners read"), ("title", "summary", "prompt")),
    (_l("The images"), ("study", "stays", "phantom", "options")),
)
AFTER: Final = (
    (_l("Afterwards"), ("after",)),
    (
        _l("How it counts"),
        ("pass_mark", "minutes", "allowed_minutes", "competency", "level"),
    ),
)
ALWAYS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "stays": ("study", ()),
    "options": ("phantom", ()),
    "level": ("competency", ()),
}
