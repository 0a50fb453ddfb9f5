"""The whole site as `make run` starts it, and people who walk through it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT
from time import monotonic, sleep
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.peers import free_port

ROOT = Path(__file__).parents[2]
OPENS_WITHIN = 240  # seconds, demo hospital included
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def running_site(data: Path) -> Iterator[str]:
    """The address of a site with worker and schedule, freshly seeded."""
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"PORT": str(port), "PORTAL_DATA": str(data)}
    with (data / "site.log").open("wb") as log:
        site = subprocess.Popen(
            [sys.executable, "-m", "portal.run"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        address = f"http://localhost:{port}"
        _wait_for(address, site, data / "site.log")
        yield address
    finally:
        os.killpg(site.pid, SIGINT)
        site.wait(timeout=60)


def _wait_for(address: str, site: "subprocess.Popen[bytes]", log: Path) -> None:
    end = monotonic() + OPENS_WITHIN
    while monotonic() < end:
        assert site.poll() is None, log.read_text()[-2000:]
        try:
            with urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - our own
                return
        except OSError:
            sleep(0.5)
    raise AssertionError(log.read_text()[-2000:])


@dataclass
class Person:
    """Somebody at a browser. What the browser complains about is kept, and each
    page that is looked at is tried with axe."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def signs_in(cls, context: BrowserContext, name: str) -> "Person":
        person = cls(context.new_page())
        person.page.on("console", person._hear)
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        person.page.goto("/accounts/login/")
        person.page.fill("input[name=login]", f"{name}@demo.example")
        person.page.fill("input[name=password]", "reading-room")
        person.page.keyboard.press("Enter")
        person.page.wait_for_url(lambda url: "/accounts/login" not in url)
        return person

    def looks(self) -> None:
        """At this page: axe finds nothing, nothing sticks out to the side."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        sticks_out = "document.documentElement.scrollWidth > innerWidth"
        assert not self.page.evaluate(sticks_out), f"{self.page.url} is too wide"

    def _hear(self, said: object) -> None:
        if getattr(said, "type", "") in {"error", "warning"}:
            self.complaints.append(str(getattr(said, "text", "")))


@contextmanager
def somebody(
    browser: Browser, site: str, name: str, size: dict[str, int]
) -> Iterator[Person]:
    context = browser.new_context(base_url=site, viewport=size)
    try:
        person = Person.signs_in(context, name)
        yield person
        assert person.complaints == []
    finally:
        context.close()
