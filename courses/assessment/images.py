"""The images of an exercise."""

from collections.abc import Iterable

from courses.assessment.models import Exercise
from courses.studies.models import Instance, Study


def study_of(exercise: Exercise) -> Study | None:
    """The study, once it is released. One that came in after the exercise was
    written is found by the name its author gave."""
    study = exercise.study
    if study is None and exercise.study_name:
        study = find_study(exercise.study_name)
    if study is None or study.released_at is None:
        return None
    if exercise.study_id is None:
        Exercise.objects.filter(pk=exercise.pk).update(study=study)
        if exercise.reserves:
            Study.objects.filter(pk=study.pk).update(reserved=True)
    return study


def find_study(name: str) -> Study | None:
    """By its title, or by the file that its source names."""
    released = Study.objects.released().filter(variants=None)
    return (
        released.filter(title=name).first()
        or released.filter(source__contains=name).first()
    )


def images_of(study: Study) -> list[Instance]:
    """In the order in which an author counts them: series by series."""
    return images_of_each([study.pk])[study.pk]


def images_of_each(studies: Iterable[int]) -> dict[int, list[Instance]]:
    """Of many studies at once, by their keys."""
    found: dict[int, list[Instance]] = {pk: [] for pk in studies}
    images = Instance.objects.filter(series__study__in=found, frames__gt=0)
    for image in images.select_related("series").order_by(
        "series__number", "series_id", "position", "number", "pk"
    ):
        found[image.series.study_id].append(image)
    return found
