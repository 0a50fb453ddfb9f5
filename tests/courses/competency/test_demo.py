"""The demo hospital is believable, and the same each time."""

from collections import Counter

import pytest

from courses.competency import demo
from courses.competency.held import State
from courses.competency.models import Assessment, Competency, EvidenceLink
from courses.competency.standing import Matrix, matrix
from portal.lib.seeds import Size
from portal.people import demo as people_demo
from portal.people.models import User

pytestmark = pytest.mark.django_db


def planted() -> Matrix:
    people_demo.plant()
    demo.plant()
    return matrix(User.objects.all())


def test_the_hospital_is_believable_and_planting_twice_adds_nothing():
    """Planted once for all of it: that takes longer than to look at it."""
    table = planted()
    before = Assessment.objects.count()

    most_is_met_and_every_state_is_there(table)
    the_story_of_the_nights_is_told(table)
    evidence_is_named_as_its_competency_is_written()
    level_3_rests_on_an_observation_by_somebody_else()

    demo.plant()
    assert Assessment.objects.count() == before


def most_is_met_and_every_state_is_there(table: Matrix) -> None:
    cells = table.cells.values()

    counted = Counter(cell.state for cell in cells)
    assert set(counted) == set(State)
    assert counted[State.MET] > 0.7 * len(cells)


def the_story_of_the_nights_is_told(table: Matrix) -> None:
    willow = User.objects.get(email="r.willow@demo.example")

    def state(code: str) -> State:
        return table.cells[willow.pk, Competency.objects.get(code=code).pk].state

    assert (state("IM2"), state("DR1")) == (State.LAPSED, State.NEVER)


def evidence_is_named_as_its_competency_is_written() -> None:
    seeded = EvidenceLink.objects.filter(evidence__title__startswith="Quiz: ")
    named = set(seeded.values_list("evidence__title", "competency__title"))

    assert named
    assert all(title == f"Quiz: {competency}" for title, competency in named)


def level_3_rests_on_an_observation_by_somebody_else() -> None:
    alone = Assessment.objects.filter(level__gte=3)
    assert alone.exists()
    assert not alone.filter(decided_by=None).exists()


def test_volume_decides_nearly_all_that_is_asked():
    people_demo.plant()
    size = Size(staff=40, tickets=0, items=0, studies=0)
    people_demo.grow(size)
    demo.grow(size)

    table = matrix(User.objects.filter(email__startswith="scale"))

    decided = sum(1 for cell in table.cells.values() if cell.decision)
    assert decided > 0.8 * len(table.cells)
