"""A learner's variant in the viewer, opened by the attempt's grant."""

from typing import Any

from courses.assessment.kinds import Key, Sheet, kind_of
from courses.studies.models import Grant
from courses.studies.viewer import config_for
from portal.people.models import User


def viewer_for(
    person: User, sheet: Sheet, answer: Any, *, grant: Grant, **addresses: str
) -> dict[str, Any]:
    """The study's own title may be the answer, so the step's title stands there.
    With no address to keep marks at, they are only shown; unless the page's own form
    keeps them, among other things."""
    assert sheet.study is not None  # noqa: S101 - a grant is for a study
    kind = kind_of(sheet.exercise.kind)
    task = kind.task_of(sheet, answer)
    where: dict[str, Any] = {"autosave_url": None, "csrf": "", **addresses}
    if kind.form_keeps:
        where |= {"autosave_url": None, "editable": bool(addresses)}
    return config_for(
        person,
        sheet.study,
        grant=grant,
        title=str(sheet.exercise.activity),
        task={**task, **where} if task else None,
    )


def with_expert(viewer: dict[str, Any], sheet: Sheet, key: Key) -> dict[str, Any]:
    """The key's marks over the learner's own: only once the attempt is closed."""
    marks = kind_of(sheet.exercise.kind).expert(sheet, key)
    return {**viewer, "expert": {"marks": marks} if marks else None}
