"""Writing what an author's file held. What was asked once is never reworded: a new
wording is a new revision, and a changed key is a new version of it."""

from typing import Any

from courses.assessment import images, variants
from courses.assessment.authoring import ReadExercise, ReadQuestion, ReadQuiz
from courses.assessment.models import AttemptItem, Exercise, Key, Question, Quiz
from courses.catalog.models import Activity
from courses.studies.models import Study


def keep_quiz(activity: Activity, found: ReadQuiz) -> None:
    quiz, _ = Quiz.objects.update_or_create(
        activity=activity,
        defaults={
            "pass_mark": found.pass_mark,
            "draw": found.draw,
            "allowed_minutes": found.allowed_minutes,
        },
    )
    codes = [question.code for question in found.questions]
    quiz.questions.exclude(code__in=codes).update(withdrawn=True)
    for order, question in enumerate(found.questions, start=1):
        _keep_question(quiz, question, order)
    content = {question.code: question.key for question in found.questions}
    _keep_key(activity, {"questions": content})


def _keep_question(quiz: Quiz, found: ReadQuestion, order: int) -> None:
    wording = {
        "kind": found.kind,
        "stem": found.stem,
        "options": found.options,
        "unit": found.unit,
    }
    last = quiz.questions.filter(code=found.code).order_by("-revision").first()
    fields = {**wording, "order": order, "withdrawn": False}
    is_same = last and all(getattr(last, name) == wording[name] for name in wording)
    if last and (is_same or not AttemptItem.objects.filter(question=last).exists()):
        Question.objects.filter(pk=last.pk).update(**fields)
        return
    if last:
        Question.objects.filter(pk=last.pk).update(withdrawn=True)
    revision = last.revision + 1 if last else 1
    Question.objects.create(quiz=quiz, code=found.code, revision=revision, **fields)


def keep_exercise(activity: Activity, found: ReadExercise) -> None:
    """Its study leaves the library and is seen under a grant only, unless the
    author says that nothing there gives the answer away."""
    study = images.find_study(found.study_name) if found.study_name else None
    exercise, _ = Exercise.objects.update_or_create(
        activity=activity,
        defaults={
            "study": study,
            "study_name": found.study_name,
            "kind": found.kind,
            "prompt": found.prompt,
            "task": found.task,
            "pass_mark": found.pass_mark,
            "allowed_minutes": found.allowed_minutes,
            "reserves": not found.stays_in_library,
        },
    )
    if study and not found.stays_in_library:
        Study.objects.filter(pk=study.pk).update(reserved=True)
    _keep_key(activity, found.key)
    variants.stock(exercise)


def _keep_key(activity: Activity, content: dict[str, Any]) -> None:
    last = Key.objects.filter(activity=activity).order_by("-version").first()
    if last and last.content == content:
        return
    version = last.version + 1 if last else 1
    Key.objects.create(activity=activity, version=version, content=content)
