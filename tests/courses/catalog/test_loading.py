"""A course as a folder of files."""

from pathlib import Path
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command

from courses.catalog import progress
from courses.catalog.content import read_course
from courses.catalog.demo import STARTER
from courses.catalog.loading import load_course
from courses.catalog.models import Activity, Course, CourseState
from courses.catalog.yaml_spec import Flawed
from courses.competency import framework
from tests.makers.competency import make_competency
from tests.makers.people import make_user

COURSE = """\
title: A course
summary: What it is about.
version: 2
counts_for: {IMX: 2}
modules:
  - slug: one
    title: One
    steps:
      - lesson: 01-first.md
        slug: first
        title: First
        minutes: 5
      - lesson: 02-second.md
        slug: second
        title: Second
        minutes: 7
      - quiz: check.yaml
        slug: check
        title: Check
        minutes: 3
        supports: {IMX: 1}
slug: a-course
"""
QUIZ = """\
questions:
  - code: one
    kind: single
    ask: Which?
    options:
      - text: This
        right: true
        why: Because.
      - text: That
        why: Not that.
"""


def write(folder: Path, **files: str) -> Path:
    """A course that is in order, with some files written over."""
    texts = {
        "course.yaml": COURSE,
        "01-first.md": "## Begin\n\nText.\n",
        "02-second.md": "More.\n",
        "check.yaml": QUIZ,
    }
    for name, text in {**texts, **files}.items():
        (folder / name).write_text(dedent(text))
    return folder


@pytest.mark.django_db
def test_a_folder_becomes_a_published_course_with_rendered_lessons(tmp_path):
    competency = make_competency(code="IMX")

    course = load_course(write(tmp_path), by=None)

    assert course.minutes == 15
    assert course.counts_for.get().competency == competency
    first = Activity.objects.get(slug="first")
    assert "<h2>Begin</h2>" in first.html
    quiz = Activity.objects.get(slug="check")
    assert quiz.quiz.questions.count() == 1
    assert quiz.supports.get().level == 1


@pytest.mark.django_db
def test_loaded_again_nothing_is_doubled_and_a_changed_text_is_taken(tmp_path):
    make_competency(code="IMX")
    load_course(write(tmp_path))
    write(tmp_path, **{"02-second.md": "Better.\n"})

    load_course(tmp_path)

    assert Course.objects.count() == 1
    assert Activity.objects.count() == 3
    assert "Better." in Activity.objects.get(slug="second").html


@pytest.mark.django_db
def test_a_step_that_left_the_folder_goes_unless_somebody_did_it(tmp_path):
    make_competency(code="IMX")
    load_course(write(tmp_path))
    learner = make_user()
    progress.complete(learner, Activity.objects.get(slug="first"))
    only_quiz = (
        COURSE.split("      - lesson: 01")[0] + COURSE[COURSE.index("      - quiz") :]
    )

    load_course(write(tmp_path, **{"course.yaml": only_quiz}))

    assert not Activity.objects.filter(slug="second").exists()
    assert Activity.objects.get(slug="first").withdrawn
    assert list(Activity.objects.current().values_list("slug", flat=True)) == ["check"]


@pytest.mark.django_db
def test_of_a_course_with_a_flaw_nothing_is_written(tmp_path):
    write(tmp_path)

    with pytest.raises(Flawed, match="no competency has the code IMX"):
        load_course(tmp_path)

    assert not Course.objects.exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("course.yaml", "title: [\n", "course.yaml, line 2"),
        ("course.yaml", "- a list\n", "course.yaml, line 1: begins with"),
        (
            "course.yaml",
            COURSE.replace("version: 2", "versoin: 2"),
            "course.yaml, line 3: versoin is none of",
        ),
        (
            "course.yaml",
            COURSE.replace("version: 2", "version: 2\nversion: 3"),
            "course.yaml, line 4: version is here twice",
        ),
        (
            "course.yaml",
            COURSE.replace("slug: second", "slug: Second One"),
            "course.yaml, line 14: 'Second One' is no slug",
        ),
        (
            "course.yaml",
            COURSE.replace("slug: second", "slug: first"),
            "two steps are called first",
        ),
        (
            "course.yaml",
            COURSE.replace("02-second.md", "../02-second.md"),
            "course.yaml, line 13: ../02-second.md must be the plain name",
        ),
        (
            "course.yaml",
            COURSE.replace("02-second.md", "03.md"),
            "course.yaml, line 13: there is no file 03.md",
        ),
        (
            "course.yaml",
            COURSE.replace("minutes: 7", "minutes: seven"),
            "course.yaml, line 16: minutes must be a number",
        ),
        (
            "course.yaml",
            COURSE.replace("supports: {IMX: 1}", "supports: {IMX: 3}"),
            "course.yaml, line 4: check supports IMX at 3",
        ),
        ("02-second.md", "Text\n\n# Big\n", "02-second.md, line 3"),
        ("02-second.md", "   \n", "02-second.md, line 1: is empty"),
        (
            "check.yaml",
            QUIZ.replace("kind: single", "kind: essay"),
            "check.yaml, line 3: essay is none of",
        ),
        (
            "check.yaml",
            QUIZ.replace("        right: true\n", ""),
            "check.yaml, line 5: a single question has exactly one",
        ),
        (
            "check.yaml",
            QUIZ.replace("        why: Not that.\n", ""),
            "check.yaml, line 9: why is missing",
        ),
    ],
)
def test_a_flaw_is_named_with_its_file_and_line(tmp_path, name, text, said):
    write(tmp_path, **{name: text})

    with pytest.raises(Flawed) as flaw:
        read_course(tmp_path)

    assert said in str(flaw.value)


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_and_a_dry_run_writes_nothing(tmp_path):
    make_competency(code="IMX")
    folder = tmp_path / "a-course"
    folder.mkdir()
    write(folder)

    call_command("load_course", folder, dry_run=True)
    assert not Course.objects.exists()
    call_command("load_course", folder)
    write(folder, **{"02-second.md": "# x\n"})

    with pytest.raises(CommandError, match=r"a-course/02-second\.md, line 1"):
        call_command("load_course", folder)


@pytest.mark.parametrize("folder", sorted(STARTER.iterdir()), ids=lambda one: one.name)
def test_the_starter_courses_are_in_order(folder):
    course = read_course(folder)

    lessons = [
        activity
        for module in course.modules
        for activity in module.activities
        if activity.kind == "lesson"
    ]
    assert course.state == CourseState.PUBLISHED
    assert lessons or folder.name == "practice"  # a room to do things in
    assert all(400 <= len(one.content.split()) <= 1000 for one in lessons)


@pytest.mark.django_db
def test_the_starter_courses_load_against_the_starter_framework():
    framework.load(framework.read(framework.STARTER))

    for folder in sorted(STARTER.iterdir()):
        load_course(folder)

    first = Course.objects.get(slug="keep-every-image-findable")
    codes = set(first.counts_for.values_list("competency__code", flat=True))
    assert {"IM1", "IM2", "IM4", "IM5"} <= codes
    quiz = Activity.objects.get(module__course=first, kind="quiz").quiz
    assert quiz.questions.count() >= 10
    kinds = set(quiz.questions.values_list("kind", flat=True))
    assert kinds == {"single", "multiple", "numeric"}
