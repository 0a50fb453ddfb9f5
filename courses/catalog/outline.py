"""A course as one person sees it: its steps, what is done, what comes next."""

from dataclasses import dataclass
from functools import cached_property

from courses.catalog.activity_kinds import ActivityKind, kind_of
from courses.catalog.models import Activity, Completion, Course, Enrolment, Module
from portal.people.models import User


@dataclass
class Step:
    activity: Activity
    number: int
    is_done: bool
    url: str

    @property
    def kind(self) -> ActivityKind:
        return kind_of(self.activity.kind)

    @property
    def is_lesson(self) -> bool:
        return self.activity.kind == "lesson"


@dataclass
class Outline:
    course: Course
    enrolment: Enrolment | None
    steps: list[Step]

    @cached_property
    def lessons(self) -> list[Step]:
        return [step for step in self.steps if step.is_lesson]

    @cached_property
    def proofs(self) -> list[Step]:
        """What shows that one can: quizzes and exercises."""
        return [step for step in self.steps if not step.is_lesson]

    @cached_property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @cached_property
    def lessons_done(self) -> int:
        return sum(step.is_done for step in self.lessons)

    @cached_property
    def next_step(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)

    @cached_property
    def minutes_left(self) -> int:
        return sum(step.activity.minutes for step in self.steps if not step.is_done)

    @cached_property
    def minutes_done(self) -> int:
        return sum(step.activity.minutes for step in self.steps if step.is_done)

    @cached_property
    def minutes(self) -> int:
        return sum(step.activity.minutes for step in self.steps)

    def around(self, activity: Activity) -> tuple[Step | None, Step, Step | None]:
        """The step before, this one, and the one after."""
        place = next(
            n for n, step in enumerate(self.steps) if step.activity.pk == activity.pk
        )
        before = self.steps[place - 1] if place else None
        after = self.steps[place + 1] if place + 1 < len(self.steps) else None
        return before, self.steps[place], after


def outline_of(course: Course, person: User) -> Outline:
    """Three queries, whatever the course's length; no text is fetched."""
    activities = (
        Activity.objects.current()
        .filter(module__course=course)
        .select_related("module")
        .defer("body", "html")
        .in_order()
    )
    enrolment = Enrolment.objects.filter(person=person, course=course).first()
    done = set(
        Completion.objects.filter(enrolment=enrolment).values_list(
            "activity_id", flat=True
        )
        if enrolment
        else []
    )
    steps, lesson_number = [], 0
    for activity in activities:
        activity.module.course = course
        lesson_number += activity.kind == "lesson"
        url = activity.get_absolute_url()
        steps.append(Step(activity, lesson_number, activity.pk in done, url))
    return Outline(course, enrolment, steps)


def modules_of(outline: Outline) -> list[tuple[Module, list[Step]]]:
    """The lessons under the chapter they belong to."""
    chapters: dict[int, tuple[Module, list[Step]]] = {}
    for step in outline.lessons:
        module = step.activity.module
        chapters.setdefault(module.pk, (module, []))[1].append(step)
    return list(chapters.values())
