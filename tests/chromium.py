"""Finds the browser that tests marked `browser` drive; without one, says so loudly."""

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOUD = (
    "NO BROWSER WAS FOUND: {count} browser tests did not run. Install Chromium, or "
    "name one with CHROMIUM=/path/to/chromium."
)


def find() -> Path | None:
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    found = [path for path in map(shutil.which, NAMES) if path]
    return Path(found[0]) if found else None


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if find() is not None:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no browser was found"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum("no browser was found" in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(LOUD.format(count=count), red=True, bold=True)
