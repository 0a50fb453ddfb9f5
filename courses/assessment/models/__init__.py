"""What is asked, the sealed keys, and what people answered."""

from courses.assessment.models.attempt import Answer, Attempt, AttemptItem, Grade
from courses.assessment.models.exercise import (
    Draft,
    Exercise,
    ExerciseKind,
    Variant,
    VariantKey,
)
from courses.assessment.models.key import Key
from courses.assessment.models.quiz import Question, QuestionKind, Quiz

__all__ = [
    "Answer",
    "Attempt",
    "AttemptItem",
    "Draft",
    "Exercise",
    "ExerciseKind",
    "Grade",
    "Key",
    "Question",
    "QuestionKind",
    "Quiz",
    "Variant",
    "VariantKey",
]
