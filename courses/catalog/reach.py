"""How far a course really leads: what its steps lay down, weighed by each
competency's own rule. A rule may ask for more than a course can show."""

from collections import defaultdict
from collections.abc import Iterable

from courses.catalog.activity_kinds import get
from courses.catalog.models import ActivityCompetency
from courses.competency import criteria
from courses.competency.standing import today


def of_courses(courses: Iterable[int]) -> dict[tuple[int, int], int]:
    """The level that all of a course's steps together reach, by course and
    competency; 0 where an assessor has to follow. One query."""
    links = ActivityCompetency.objects.filter(
        activity__module__course__in=courses, activity__withdrawn=False
    ).select_related("activity__module", "competency")
    shown: dict[tuple[int, int], list[criteria.Item]] = defaultdict(list)
    rules: dict[int, criteria.Rule] = {}
    for link in links:
        rules[link.competency_id] = link.competency.rule
        key = (link.activity.module.course_id, link.competency_id)
        item = _item(link)
        if item:
            shown[key].append(item)
    return {
        key: criteria.highest(rules[key[1]], items, today())[0]
        for key, items in shown.items()
    }


def _item(link: ActivityCompetency) -> criteria.Item | None:
    kind = get(link.activity.kind)
    if kind is None or kind.evidence is None:
        return None
    return criteria.Item(
        key=link.pk,
        kind=kind.evidence[0],
        method=kind.evidence[1],
        level=link.level,
        day=today(),
        passed=True,
        score=1.0,
    )
