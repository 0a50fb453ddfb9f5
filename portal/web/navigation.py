"""What stands in the rail: each app brings its own entries in its `nav.py`.

    navigation.register(
        Entry("Support", 10, _("Worklist"), "inbox", "desk:worklist",
              is_for=lambda user: user.has_role(Role.AGENT), badge=open_for)
    )

`badge(user)` may cost one query; None or 0 shows nothing. The section `BELL` is the
bell at the foot of the rail (one entry, brought by notify).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FRONT: Final = ""
BELL: Final = "bell"
SECTIONS: Final[dict[str, str | Promise]] = {
    FRONT: "",
    "Learn": _("Learn"),
    "Support": _("Support"),
    "Inventory": _("Inventory"),
    "Team": _("Team"),
    "Governance": _("Governance"),
    "Administration": _("Administration"),
}


def everybody(user: Any) -> bool:
    return bool(user.is_authenticated)


@dataclass(frozen=True, slots=True)
class Entry:
    section: str
    order: int
    label: str | Promise
    icon: str
    url_name: str
    is_for: Callable[[Any], bool] = everybody
    badge: Callable[[Any], int | None] | None = None


@dataclass(slots=True)
class Link:
    """An entry as one reader sees it on one page."""

    label: str | Promise
    icon: str
    url: str
    count: int | None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str | Promise
    links: list[Link]


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    if entry.section not in SECTIONS and entry.section != BELL:
        raise ValueError(f"{entry.section!r} is no section of the rail.")
    _entries[entry.url_name] = entry


def entries() -> list[Entry]:
    return sorted(_entries.values(), key=lambda one: (one.order, one.url_name))


def sections_for(user: Any, path: str = "") -> list[Section]:
    """The rail of this reader; the link that fits the path best is the current one."""
    found: dict[str, list[Link]] = {name: [] for name in SECTIONS}
    for entry in entries():
        if entry.section != BELL and (link := _link(entry, user)):
            found[entry.section].append(link)
    every = [link for links in found.values() for link in links]
    fitting = [link for link in every if _leads_to(link.url, path)]
    if fitting:
        max(fitting, key=lambda link: len(link.url)).is_current = True
    return [Section(SECTIONS[name], links) for name, links in found.items() if links]


def bell_for(user: Any) -> Link | None:
    bells = (entry for entry in entries() if entry.section == BELL)
    return next(filter(None, (_link(bell, user) for bell in bells)), None)


def _link(entry: Entry, user: Any) -> Link | None:
    """Nothing where this door is not the reader's."""
    url = _url_of(entry) if entry.is_for(user) else ""
    if not url:
        return None
    count = entry.badge(user) if entry.badge else None
    return Link(entry.label, entry.icon, url, count)


def _url_of(entry: Entry) -> str:
    """Empty where the app is installed but its pages are not on the map."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
