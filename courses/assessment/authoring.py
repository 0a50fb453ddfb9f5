"""Quizzes and exercises as their authors write them, in YAML."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from courses.assessment.grading import number
from courses.assessment.kinds import KINDS
from courses.assessment.models import QuestionKind
from courses.assessment.recipes import phantom_of
from courses.catalog.markdown import render, render_line
from courses.catalog.yaml_spec import Spec, read_yaml

# What every exercise says, whatever its kind.
COMMON = (
    *("kind", "study", "phantom", "prompt", "pass_mark", "minutes_allowed"),
    *("after", "stays_in_library"),
)


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
    """`task` is the open part of what the kind asks; `key` the sealed one."""

    kind: str
    prompt: str
    task: dict[str, Any]
    key: dict[str, Any]
    study_name: str = ""
    pass_mark: int = 80
    allowed_minutes: int | None = None
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
    """Its images are those of one study, or are made for each learner by a phantom."""
    spec = read_yaml(path)
    code = spec.text("kind", default="mark")
    if code not in KINDS:
        spec.fail(f"{code} is none of {', '.join(KINDS)}", "kind")
    kind = KINDS[code]
    spec.only(*COMMON, *kind.fields)
    written = kind.read(spec)
    key = {**written.key, "after": render(spec.text("after", default=""))}
    if "phantom" in spec:
        key["phantom"] = phantom_of(spec.inner("phantom"))
    return ReadExercise(
        kind=code,
        study_name=spec.text("study", longest=120, default=""),
        prompt=render(spec.text("prompt")),
        task=written.task,
        key=key,
        pass_mark=spec.whole("pass_mark", 1, 100, default=80),
        allowed_minutes=_or_none(spec, "minutes_allowed", 480),
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


def _option_id(code: str, text: str) -> str:
    """Says nothing about its place among the author's options."""
    return sha256(f"{code}\n{text}".encode()).hexdigest()[:8]


def _or_none(spec: Spec, key: str, most: int) -> int | None:
    return spec.whole(key, 1, most) if key in spec else None
