"""Every template keeps the house's promises to the browser."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import get_template

from portal.web import navigation

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ICON = re.compile(r"""\{% icon "([a-z0-9-]+)"|\bicon="([a-z0-9-]+)\"""")


def name_of(path):
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_can_be_read(path):
    assert get_template(name_of(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_in_a_template_breaks_the_security_policy(path):
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text)
    assert "javascript:" not in text
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or "application/json" in script


def test_every_icon_that_is_named_is_drawn():
    drawn = set((ROOT / "static" / "icons.txt").read_text().split())
    sheet = (ROOT / "static" / "icons.svg").read_text()
    texts = [path.read_text() for path in TEMPLATES]
    texts += [
        path.read_text()
        for wing in ("portal", "courses", "tickets")
        for path in (ROOT / wing).rglob("*.py")
        if path.name != "rr.py"
    ]

    used = {a or b for text in texts for a, b in ICON.findall(text)}
    used |= {entry.icon for entry in navigation.entries()}

    assert used - drawn == set()
    assert {name for name in drawn if f'id="{name}"' not in sheet} == set()


def test_every_static_file_that_is_named_exists():
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r"""\{% static ["']([^"']+)["']""", path.read_text())
    }

    assert {name for name in named if not finders.find(name)} == set()
    assert "css/tokens.css" in named


def test_the_source_of_the_viewer_is_not_served():
    served = {
        path
        for finder in finders.get_finders()
        for path, _storage in finder.list([])
        if path.startswith("viewer")
    }

    assert served == set()


COUNTED = re.compile(r"asvar found count n=page\.count .*{% plural %}")


def test_the_foot_of_each_list_knows_one_from_many():
    feet = {
        name_of(path): path.read_text()
        for path in TEMPLATES
        if "pager.html" in path.read_text() and "found=found" in path.read_text()
    }

    assert {name for name, text in feet.items() if not COUNTED.search(text)} == set()
    assert len(feet) > 5


def test_the_engine_knows_the_house_tags():
    assert engines["django"].from_string("{% load rr %}{% icon 'x' %}").render()
