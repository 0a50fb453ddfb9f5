"""Each learner's own copy of an exercise: made ahead by a job, claimed by one attempt,
erased when it may be looked at no more."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from secrets import SystemRandom
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessment import images
from courses.assessment.kinds import Drawn, Sheet, kind_of
from courses.assessment.models import Attempt, Exercise, Key, Variant, VariantKey
from courses.studies import making
from courses.studies.models import Study
from portal.lib.refusal import Refused
from portal.people.models import User
from portal.wake import soon

# So many lie ready for the next learners.
AHEAD: Final = 2
# Who waits for whom: what is copied goes before what is drawn, a first before a spare.
SPARE, DRAWN, NONE = timedelta(seconds=1), timedelta(seconds=10), timedelta(0)
_chance = SystemRandom()


def stock(exercise: Exercise) -> None:
    """Order what is missing; the job makes it."""
    key = newest_key(exercise)
    if key is None or (exercise.study_name and images.study_of(exercise) is None):
        return
    waiting = Variant.objects.filter(exercise=exercise, key=key, attempt=None)
    have, now = waiting.count(), timezone.now()
    Variant.objects.bulk_create(
        Variant(
            exercise=exercise,
            key=key,
            seed=_seed(),
            due_at=now + number * SPARE + (DRAWN if "phantom" in key.content else NONE),
        )
        for number in range(have, AHEAD)
    )
    if have < AHEAD:
        soon("assessment.make_variants")


def stock_all() -> None:
    """Every exercise that has too few: new ones, and those whose study has come."""
    ready = Count("variants", filter=Q(variants__attempt=None))
    short = Exercise.objects.annotate(ready=ready).filter(
        ready__lt=AHEAD, activity__withdrawn=False
    )
    for exercise in short.select_related("activity", "study"):
        stock(exercise)


def newest_key(exercise: Exercise) -> Key | None:
    keys = Key.objects.filter(activity_id=exercise.activity_id)
    return keys.order_by("-version").first()


def make(variant: Variant) -> None:
    """What `work_through` calls. Its rows and files are kept together or not at all."""
    if variant.made_at is not None:
        return
    exercise = variant.exercise
    drawn = kind_of(exercise.kind).draw(
        exercise, variant.key.content, seed=variant.seed
    )
    variant.study = _study(exercise, variant, drawn)
    variant.task, variant.differs = drawn.task, drawn.differs
    variant.made_at = timezone.now()
    variant.save(update_fields=["study", "task", "differs", "made_at"])
    VariantKey.objects.create(variant=variant, content=drawn.key)


def _study(exercise: Exercise, variant: Variant, drawn: Drawn) -> Study | None:
    keeper = _keeper(exercise)
    title = str(exercise.activity)
    if drawn.images is not None:
        return making.keep(drawn.images, by=keeper, title=title, reserved=True)
    if exercise.study is None:
        return None
    seed = f"variant:{variant.pk}:{variant.seed}"
    return making.copy(exercise.study, by=keeper, seed=seed, change=drawn.change)


def _keeper(exercise: Exercise) -> User:
    """Who answers for what is shown: who released the source, or keeps the course."""
    if exercise.study and exercise.study.released_by:
        return exercise.study.released_by
    keeper = exercise.activity.module.course.keeper
    if keeper is None:
        raise Refused(_("The course of this exercise has no keeper."))
    return keeper


def claim(exercise: Exercise) -> Variant:
    """A free one, locked until the attempt that takes it is written. By the newest
    key: what was made by an older one is thrown away."""
    key = newest_key(exercise)
    free = Variant.objects.free().filter(exercise=exercise, key=key)
    variant = free.select_for_update(skip_locked=True).order_by("pk").first()
    if variant is None:
        stock(exercise)
        raise Refused(
            _("The images of this exercise are still being prepared. Come back soon.")
        )
    return variant


def take(variant: Variant, attempt: Attempt) -> None:
    variant.attempt = attempt
    variant.save(update_fields=["attempt"])
    transaction.on_commit(lambda: stock(variant.exercise), robust=True)


def sheet_of(attempt: Attempt) -> Sheet:
    """What an attempt asks, without its key."""
    exercise = Exercise.objects.select_related("study", "activity").get(
        activity_id=attempt.activity_id
    )
    variant = Variant.objects.select_related("study").get(attempt=attempt)
    task = {**exercise.task, **variant.task}
    return Sheet(exercise, task, variant.study, _seconds(attempt))


def read_together(
    attempts: Iterable[Attempt],
) -> Iterator[tuple[Sheet, dict[str, Any]]]:
    """The sheet of each, in their order, and its variant's own part of the key; of
    attempts at one exercise. In so many queries, however many they are."""
    held = {attempt.pk: attempt for attempt in attempts}
    found = Variant.objects.filter(attempt__in=held).select_related(
        "study", "sealed", "exercise__activity", "exercise__study"
    )
    by_attempt = {variant.attempt_id: variant for variant in found}
    hung = images.images_of_each(
        variant.study_id for variant in found if variant.study_id
    )
    for attempt in held.values():
        variant = by_attempt[attempt.pk]
        exercise = variant.exercise
        task = {**exercise.task, **variant.task}
        images_seen = hung.get(variant.study_id or 0, [])
        yield (
            Sheet(exercise, task, variant.study, _seconds(attempt), images_seen),
            variant.sealed.content,
        )


def _seconds(attempt: Attempt) -> float | None:
    if attempt.closed_at is None:
        return None
    return (attempt.closed_at - attempt.opened_at).total_seconds()


def key_of(attempt: Attempt, key: Key | None = None) -> dict[str, object]:
    """The author's part and the variant's own. Opened when it is graded, and after."""
    own = VariantKey.objects.get(variant__attempt=attempt).content
    return {**(key or attempt.key).content, **own}


def sweep(*, keep: timedelta) -> int:
    """Erase the images of variants that may be looked at no more, and what was made
    ahead by a key that is not asked any longer. The source is nobody's variant."""
    over = Variant.objects.filter(
        study__isnull=False, attempt__grant__until__lt=timezone.now() - keep
    ).exclude(study=F("exercise__study"))
    gone = [_erase_images(variant) for variant in over.select_related("study")]
    for exercise in Exercise.objects.filter(variants__attempt=None).distinct():
        stale = Variant.objects.filter(exercise=exercise, attempt=None)
        for variant in stale.exclude(key=newest_key(exercise)):
            gone.append(_erase_images(variant))
            variant.delete()
    return sum(gone)


@transaction.atomic
def _erase_images(variant: Variant) -> bool:
    study, variant.study = variant.study, None
    if study is None:
        return False
    Variant.objects.filter(pk=variant.pk).update(study=None)
    making.erase(study)
    return True


def _seed() -> int:
    return _chance.getrandbits(48)
