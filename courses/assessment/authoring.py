"""Quizzes and exercises as their authors write them, in YAML."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from courses.assessment.grading import number
from courses.assessment.models import QuestionKind
from courses.catalog.markdown import render, render_line
from courses.catalog.yaml_spec import Spec, read_yaml

UNITS = {"radius_px": "px", "radius_mm": "mm"}


@dataclass(frozen=True)
class ReadQuestion:
    """`key` is the sealed part: it goes to another table than the rest."""

    code: str
    kind: str
    stem: str
    key: dict[str, Any]
    options: list[dict[str, str]] = field(default_factory=list)
    unit: str = ""


@dataclass(frozen=True)
class ReadQuiz:
    pass_mark: int
    draw: int | None
    allowed_minutes: int | None
    questions: list[ReadQuestion]


@dataclass(frozen=True)
class ReadExercise:
    study_name: str
    prompt: str
    max_marks: int
    pass_mark: int
    allowed_minutes: int | None
    key: dict[str, Any]
    stays_in_library: bool = False


def read_quiz(path: Path) -> ReadQuiz:
    spec = read_yaml(path).only("pass_mark", "draw", "minutes_allowed", "questions")
    questions = [_question(one) for one in spec.items("questions")]
    codes = [question.code for question in questions]
    for code in codes:
        if codes.count(code) > 1:
            spec.fail(f"two questions are called {code}", "questions")
    return ReadQuiz(
        pass_mark=spec.whole("pass_mark", 1, 100, default=80),
        draw=_or_none(spec, "draw", len(questions)),
        allowed_minutes=_or_none(spec, "minutes_allowed", 480),
        questions=questions,
    )


def read_exercise(path: Path) -> ReadExercise:
    spec = read_yaml(path).only(
        *("study", "prompt", "max_marks", "pass_mark", "minutes_allowed"),
        *("cost", "most_false", "targets", "after", "stays_in_library"),
    )
    targets = [_target(one) for one in spec.items("targets", least=0)]
    units = {target.pop("unit") for target in targets}
    if len(units) > 1:
        spec.fail("all targets have their radius in px, or all in mm", "targets")
    return ReadExercise(
        study_name=spec.text("study", longest=120),
        prompt=render(spec.text("prompt")),
        max_marks=spec.whole("max_marks", 1, 50, default=5),
        pass_mark=spec.whole("pass_mark", 1, 100, default=80),
        allowed_minutes=_or_none(spec, "minutes_allowed", 480),
        key={
            "targets": targets,
            "unit": units.pop() if units else "px",
            "cost": spec.number("cost", 0, 1, default=0.25),
            "most_false": spec.whole("most_false", 0, 50, default=1),
            "after": render(spec.text("after", default="")),
        },
        stays_in_library=spec.flag("stays_in_library"),
    )


def _question(spec: Spec) -> ReadQuestion:
    kind = spec.text("kind")
    if kind not in QuestionKind.values:
        spec.fail(f"{kind} is none of {', '.join(QuestionKind.values)}", "kind")
    if kind == QuestionKind.NUMERIC:
        return _numeric(spec)
    spec.only("code", "kind", "ask", "after", "options")
    code, options = spec.text("code", longest=40), spec.items("options", least=2)
    for option in options:
        option.only("text", "right", "why")
    ids = [_option_id(code, option.text("text")) for option in options]
    right = [
        one for one, option in zip(ids, options, strict=True) if option.flag("right")
    ]
    if len(set(ids)) < len(ids):
        spec.fail("two options say the same", "options")
    if not right or (kind == QuestionKind.SINGLE and len(right) != 1):
        spec.fail(
            "a single question has exactly one right option, a multiple one some",
            "options",
        )
    return ReadQuestion(
        code=code,
        kind=kind,
        stem=render(spec.text("ask")),
        options=[
            {"id": one, "text": render_line(option.text("text"))}
            for one, option in zip(ids, options, strict=True)
        ],
        key={
            "right": right[0] if kind == QuestionKind.SINGLE else right,
            "why": {
                one: render_line(option.text("why"))
                for one, option in zip(ids, options, strict=True)
            },
            "after": render(spec.text("after", default="")),
        },
    )


def _numeric(spec: Spec) -> ReadQuestion:
    spec.only("code", "kind", "ask", "value", "tolerance", "unit", "after")
    value = number.read(spec.text("value", longest=40))
    tolerance = number.read(spec.text("tolerance", longest=40, default="0"))
    if value is None:
        spec.fail('value must be a number in quotes: "12.5"', "value")
    if tolerance is None or tolerance < 0:
        spec.fail('tolerance must be a number in quotes: "0.5"', "tolerance")
    return ReadQuestion(
        code=spec.text("code", longest=40),
        kind=QuestionKind.NUMERIC,
        stem=render(spec.text("ask")),
        unit=spec.text("unit", longest=20, default=""),
        key={
            "value": str(value),
            "tolerance": str(tolerance),
            "after": render(spec.text("after")),
        },
    )


def _target(spec: Spec) -> dict[str, Any]:
    spec.only("label", "name", "image", "frame", "pixel", *UNITS, "why")
    named = [key for key in UNITS if key in spec]
    if len(named) != 1:
        spec.fail("a target has radius_px or radius_mm")
    return {
        "label": spec.text("label", longest=8),
        "name": spec.text("name", longest=120),
        "image": spec.whole("image", 1, 100_000, default=1),
        "frame": spec.whole("frame", 1, 100_000, default=1),
        "pixel": list(spec.pair("pixel")),
        "radius": spec.number(named[0], 0.1, 10_000),
        "unit": UNITS[named[0]],
        "why": render_line(spec.text("why")),
    }


def _option_id(code: str, text: str) -> str:
    """Says nothing about its place among the author's options."""
    return sha256(f"{code}\n{text}".encode()).hexdigest()[:8]


def _or_none(spec: Spec, key: str, most: int) -> int | None:
    return spec.whole(key, 1, most) if key in spec else None
