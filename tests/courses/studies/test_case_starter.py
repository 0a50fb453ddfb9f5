"""The library to start with: each file says all that a published case needs, and what
it shows can be drawn or is a sample that exists. No pixel is drawn here."""

import re
from collections import Counter
from typing import Any

import pytest
import yaml

from courses import phantoms
from courses.studies import demo
from courses.studies.cases import loading
from courses.studies.cases.phantom import FIELDS
from courses.studies.models.case_words import Anatomy, Difficulty

FILES = sorted(loading.STARTER.glob("*.yaml"))
ENOUGH = 24
NEEDED = {
    "study", "title", "riddle", "anatomy", "difficulty", "history", "discussion",
    "references", "licence", "consent_note", "opening",
}  # fmt: skip
VIEW = re.compile(r"\]\(#s=\d+&i=\d+")


def said(path: Any) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def test_the_library_starts_with_enough_cases_of_every_modality():
    recipes = [said(path).get("phantom") for path in FILES]
    drawn = {phantoms.CATALOGUE[one["code"]].modality for one in recipes if one}

    assert len(FILES) >= ENOUGH
    assert drawn == {"CT", "MR", "DX", "US"}


@pytest.mark.parametrize("name", ["study", "title", "riddle"])
def test_no_two_cases_share_a_name(name):
    names = Counter(said(path)[name] for path in FILES)

    assert [each for each, times in names.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_says_all_that_readers_need(path):
    words = said(path)

    assert NEEDED <= words.keys() <= loading.KNOWN
    assert all(words[name] for name in NEEDED)
    assert words["anatomy"] in Anatomy
    assert words["difficulty"] in Difficulty
    assert "Teaching example" in words["history"]
    assert "Teaching example" in words["discussion"]
    assert VIEW.search(words["discussion"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_case_shows_can_be_drawn_or_is_a_sample(path):
    words = said(path)
    recipe = words.get("phantom")
    drawn = [recipe, words.get("prior", {}).get("phantom")]

    for each in filter(None, drawn):
        known = phantoms.CATALOGUE[each["code"]].options
        assert each.keys() <= FIELDS
        assert each["options"].keys() <= known.keys()
    if recipe is None:
        samples = {case.name for case in (*demo.FIRST, *demo.LATER)}
        assert words["study"] in samples
        assert demo.sample(words["study"])
        assert words["findings"]
    else:
        assert "findings" not in words


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_title_in_a_quiz_does_not_give_the_title_away(path):
    words = said(path)
    plain = {"radiograph", "ultrasound", "kidney", "shoulder"}
    telling = set(re.findall(r"[a-z]{6,}", words["title"].lower()))

    assert not (telling - plain) & set(re.findall(r"[a-z]+", words["riddle"].lower()))
